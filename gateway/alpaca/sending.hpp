// Commands on behalf of this API's callers, and answers in its manner.
#pragma once

#include "gateway/api/errands.hpp"
#include "gateway/api/requests.hpp"
#include "gateway/api/submission.hpp"
#include "services/order/orders_view.hpp"

namespace andvari::gateway::alpaca {

/// How long an answer waits for what became of its command.
inline constexpr std::chrono::seconds longest_wait{10};

/// Orders as this API shows them, problems as it tells them.
extern const Manner manner;

/// Answers with the order once it was accepted. The same client_order_id names the same command for ever: repeated, it is
/// answered as it was, and with other content refused.
std::optional<Problem> send_order(Call&, const PlaceOrder&);

/// The command to place an order that the client gave no name.
Command place_command(const PlaceOrder&);
Command cancel_command(const order::OrderRow&);

/// All of an account that may still trade.
Result<std::vector<order::OrderRow>> open_orders(Worker&, const AccountId&);

}  // namespace andvari::gateway::alpaca
