// What Alpaca's API can do here. Each function is one row of the router's table.
#pragma once

#include "gateway/api/call.hpp"

namespace andvari::gateway::alpaca {

std::optional<Problem> show_account(Call&);
std::optional<Problem> show_configurations(Call&);
std::optional<Problem> change_configurations(Call&);
std::optional<Problem> list_activities(Call&);
std::optional<Problem> show_portfolio_history(Call&);

// Of each that has no id in its path, the parameter `name` says which list is meant.
std::optional<Problem> list_watchlists(Call&);
std::optional<Problem> create_watchlist(Call&);
std::optional<Problem> show_watchlist(Call&);
std::optional<Problem> save_watchlist(Call&);
std::optional<Problem> watch_asset(Call&);
std::optional<Problem> unwatch_asset(Call&);
std::optional<Problem> drop_watchlist(Call&);

std::optional<Problem> show_clock(Call&);
std::optional<Problem> list_calendar(Call&);
std::optional<Problem> show_clocks(Call&);
std::optional<Problem> show_calendar(Call&);

std::optional<Problem> place_order(Call&);
std::optional<Problem> list_orders(Call&);
std::optional<Problem> show_order(Call&);
std::optional<Problem> show_order_by_client_id(Call&);
std::optional<Problem> replace_order(Call&);
std::optional<Problem> cancel_order(Call&);
std::optional<Problem> cancel_all_orders(Call&);

std::optional<Problem> list_positions(Call&);
std::optional<Problem> show_position(Call&);
std::optional<Problem> close_position(Call&);
std::optional<Problem> close_all_positions(Call&);

std::optional<Problem> list_assets(Call&);
std::optional<Problem> show_asset(Call&);

std::optional<Problem> list_bars(Call&);
std::optional<Problem> list_bars_of_many(Call&);
std::optional<Problem> list_trades(Call&);
std::optional<Problem> list_trades_of_many(Call&);
std::optional<Problem> list_quotes(Call&);
std::optional<Problem> list_quotes_of_many(Call&);
std::optional<Problem> latest_bar(Call&);
std::optional<Problem> latest_bars(Call&);
std::optional<Problem> latest_quote(Call&);
std::optional<Problem> latest_quotes(Call&);
std::optional<Problem> latest_trade(Call&);
std::optional<Problem> latest_trades(Call&);
std::optional<Problem> snapshot(Call&);
std::optional<Problem> snapshots(Call&);

std::optional<Problem> show_document(Call&);

std::optional<Problem> open_trading_stream(Call&);
std::optional<Problem> open_market_stream(Call&);

}  // namespace andvari::gateway::alpaca
