// What the API can do. Each function is one row of the router's table.
#pragma once

#include "gateway/api/call.hpp"

namespace andvari::gateway {

// Accounts
std::optional<Problem> open_account(Call&);
std::optional<Problem> list_accounts(Call&);
std::optional<Problem> show_account(Call&);
std::optional<Problem> deposit(Call&);
std::optional<Problem> withdraw(Call&);
std::optional<Problem> show_ledger(Call&);
std::optional<Problem> list_positions(Call&);
std::optional<Problem> show_position(Call&);

// Orders
std::optional<Problem> place_order(Call&);
std::optional<Problem> list_orders(Call&);
std::optional<Problem> show_order(Call&);
std::optional<Problem> cancel_order(Call&);
std::optional<Problem> list_trades(Call&);

// The market
std::optional<Problem> list_instruments(Call&);
std::optional<Problem> show_instrument(Call&);
std::optional<Problem> show_quote(Call&);
std::optional<Problem> list_bars(Call&);

// What became of what was asked, and what happens
std::optional<Problem> show_command(Call&);
std::optional<Problem> stream_events(Call&);

// About the gateway itself
std::optional<Problem> show_index(Call&);
std::optional<Problem> show_openapi(Call&);
std::optional<Problem> show_health(Call&);
std::optional<Problem> show_ready(Call&);
std::optional<Problem> show_metrics(Call&);

}  // namespace andvari::gateway
