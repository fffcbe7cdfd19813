// What the API can do. Each function is one row of the router's table.
#pragma once

#include "gateway/alpaca/endpoints.hpp"
#include "gateway/api/call.hpp"

namespace andvari::gateway {

// Accounts
std::optional<Problem> open_account(Call&);
std::optional<Problem> list_accounts(Call&);
std::optional<Problem> show_account(Call&);
std::optional<Problem> deposit(Call&);
std::optional<Problem> withdraw(Call&);
std::optional<Problem> make_transfer(Call&);
std::optional<Problem> close_account(Call&);
std::optional<Problem> reset_account(Call&);
std::optional<Problem> show_ledger(Call&);
std::optional<Problem> show_total(Call&);
std::optional<Problem> list_activities(Call&);
std::optional<Problem> show_history(Call&);
std::optional<Problem> list_lots(Call&);
std::optional<Problem> list_positions(Call&);
std::optional<Problem> show_position(Call&);

// Watchlists
std::optional<Problem> list_watchlists(Call&);
std::optional<Problem> create_watchlist(Call&);
std::optional<Problem> show_watchlist(Call&);
std::optional<Problem> save_watchlist(Call&);
std::optional<Problem> drop_watchlist(Call&);
std::optional<Problem> watch_symbol(Call&);
std::optional<Problem> unwatch_symbol(Call&);

// Orders
std::optional<Problem> place_order(Call&);
std::optional<Problem> preview_order(Call&);
std::optional<Problem> list_orders(Call&);
std::optional<Problem> show_order(Call&);
std::optional<Problem> cancel_order(Call&);
std::optional<Problem> replace_order(Call&);
std::optional<Problem> cancel_orders(Call&);
std::optional<Problem> close_position(Call&);
std::optional<Problem> close_positions(Call&);
std::optional<Problem> list_trades(Call&);

// The market
std::optional<Problem> list_instruments(Call&);
std::optional<Problem> show_instrument(Call&);
std::optional<Problem> show_quote(Call&);
std::optional<Problem> list_bars(Call&);
std::optional<Problem> list_calendar(Call&);
std::optional<Problem> show_clock(Call&);
std::optional<Problem> list_actions(Call&);
std::optional<Problem> show_action(Call&);
std::optional<Problem> list_fx_rates(Call&);
std::optional<Problem> show_fx_rate(Call&);

// What became of what was asked, and what happens
std::optional<Problem> show_command(Call&);
std::optional<Problem> stream_events(Call&);
std::optional<Problem> open_socket(Call&);

// Becoming somebody
std::optional<Problem> register_person(Call&);
std::optional<Problem> verify_email(Call&);
std::optional<Problem> resend_verification(Call&);
std::optional<Problem> log_in(Call&);
std::optional<Problem> refresh(Call&);
std::optional<Problem> forgot_password(Call&);
std::optional<Problem> reset_password(Call&);
std::optional<Problem> show_signing_keys(Call&);

// One's own access
std::optional<Problem> show_me(Call&);
std::optional<Problem> log_out(Call&);
std::optional<Problem> log_out_everywhere(Call&);
std::optional<Problem> change_password(Call&);
std::optional<Problem> offer_second_factor(Call&);
std::optional<Problem> enable_second_factor(Call&);
std::optional<Problem> disable_second_factor(Call&);
std::optional<Problem> list_own_sessions(Call&);
std::optional<Problem> end_own_session(Call&);
std::optional<Problem> list_own_keys(Call&);
std::optional<Problem> create_key(Call&);
std::optional<Problem> show_own_key(Call&);
std::optional<Problem> revoke_own_key(Call&);
std::optional<Problem> rotate_own_key(Call&);

// Oneself
std::optional<Problem> show_profile(Call&);
std::optional<Problem> update_profile(Call&);
std::optional<Problem> show_preferences(Call&);
std::optional<Problem> set_preferences(Call&);
std::optional<Problem> export_me(Call&);
std::optional<Problem> erase_me(Call&);

// Administration
std::optional<Problem> list_users(Call&);
std::optional<Problem> show_user(Call&);
std::optional<Problem> erase_user(Call&);
std::optional<Problem> deactivate_user(Call&);
std::optional<Problem> reactivate_user(Call&);
std::optional<Problem> grant_role(Call&);
std::optional<Problem> revoke_role(Call&);
std::optional<Problem> list_sessions_of_user(Call&);
std::optional<Problem> end_sessions_of_user(Call&);
std::optional<Problem> end_session_of_user(Call&);
std::optional<Problem> list_keys_of_user(Call&);
std::optional<Problem> revoke_key_of_user(Call&);
std::optional<Problem> list_roles(Call&);
std::optional<Problem> show_role(Call&);
std::optional<Problem> define_role(Call&);
std::optional<Problem> remove_role(Call&);
std::optional<Problem> list_acts(Call&);
std::optional<Problem> show_summary(Call&);
std::optional<Problem> rotate_signing_keys(Call&);

// Administration of instruments
std::optional<Problem> define_instrument(Call&);
std::optional<Problem> set_rules(Call&);
std::optional<Problem> halt_instrument(Call&);
std::optional<Problem> resume_instrument(Call&);
std::optional<Problem> announce_split(Call&);
std::optional<Problem> announce_dividend(Call&);
std::optional<Problem> cancel_action(Call&);
std::optional<Problem> list_instrument_acts(Call&);

// About the gateway itself
std::optional<Problem> show_index(Call&);
std::optional<Problem> show_openapi(Call&);
std::optional<Problem> show_health(Call&);
std::optional<Problem> show_ready(Call&);
std::optional<Problem> show_metrics(Call&);

}  // namespace andvari::gateway
