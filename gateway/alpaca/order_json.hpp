// Orders as Alpaca shows them.
#pragma once

#include <string>

#include "services/order/orders_view.hpp"

namespace andvari::gateway {
class Worker;
struct Effect;
}  // namespace andvari::gateway

namespace andvari::gateway::alpaca {

/// "new", "canceled": the API's words for where an order is.
std::string_view status_of(const order::OrderRow&);
/// What the client called it, or, where it gave no name, its id.
const std::string& client_order_id_of(const order::OrderRow&);

void append_order(std::string& out, const order::OrderRow&);
std::string order_json(const order::OrderRow&);

/// The order as it is now, for the answer to a command; nothing while it is not there.
std::optional<std::string> show_order(Worker&, const Effect&);

}  // namespace andvari::gateway::alpaca
