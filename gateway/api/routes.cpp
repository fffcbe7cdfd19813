#include "gateway/api/endpoints.hpp"
#include "gateway/api/router.hpp"

namespace andvari::gateway {
namespace {

using enum http::Method;
using enum Model;
using enum Permission;

// What may be read of one's own by one permission, and of everybody's by another.
constexpr Access own_orders = may(order_stocks, view_all_accounts);
constexpr Access own_portfolio = may(manage_own_portfolio, view_all_accounts);
constexpr Access own_lists = may(manage_own_watchlist);

constexpr Route table[] = {
    // The busiest first.
    {get, "/api/v1/orders/{order}", show_order, "", asks(orders, accounts), own_orders},
    {post, "/api/v1/orders", place_order, "", asks(accounts), may(order_stocks)},
    {get, "/api/v1/orders", list_orders, "account status symbol limit cursor", asks(orders, accounts), own_orders},
    {remove, "/api/v1/orders/{order}", cancel_order, "", asks(orders, accounts), may(order_stocks)},
    {post, "/api/v1/orders:preview", preview_order, "", asks(accounts, stock), may(order_stocks)},
    {patch, "/api/v1/orders/{order}", replace_order, "", asks(orders, accounts), may(order_stocks)},
    {remove, "/api/v1/orders", cancel_orders, "account symbol", asks(orders, accounts), may(order_stocks)},
    {remove, "/api/v1/positions/{symbol}", close_position, "account quantity percentage", asks(accounts), may(order_stocks)},
    {remove, "/api/v1/positions", close_positions, "account cancel_orders", asks(orders, accounts), may(order_stocks)},
    {get, "/api/v1/commands/{command}", show_command, "", asks(commands, accounts), signed_in},
    {get, "/api/v1/accounts", list_accounts, "limit cursor", asks(accounts), own_portfolio},
    {post, "/api/v1/accounts", open_account, "", 0, may(manage_own_accounts)},
    {get, "/api/v1/accounts/{account}", show_account, "", asks(accounts, stock), own_portfolio},
    {remove, "/api/v1/accounts/{account}", close_account, "", asks(accounts), may(manage_own_accounts)},
    {post, "/api/v1/accounts/{account}/deposits", deposit, "", asks(accounts), may(manage_own_accounts)},
    {post, "/api/v1/accounts/{account}/withdrawals", withdraw, "", asks(accounts), may(manage_own_accounts)},
    {post, "/api/v1/accounts/{account}/transfers", make_transfer, "", asks(accounts), may(manage_own_accounts)},
    {post, "/api/v1/accounts/{account}/reset", reset_account, "", asks(accounts), may(manage_own_accounts)},
    {get, "/api/v1/accounts/{account}/ledger", show_ledger, "limit cursor", asks(accounts), own_portfolio},
    {get, "/api/v1/accounts/{account}/activities", list_activities, "type from to limit cursor", asks(history, accounts),
     own_portfolio},
    {get, "/api/v1/accounts/{account}/history", show_history, "start end period timeframe benchmark", asks(history, accounts),
     own_portfolio},
    {get, "/api/v1/positions", list_positions, "account limit cursor", asks(accounts, stock), own_portfolio},
    {get, "/api/v1/positions/{symbol}", show_position, "account", asks(accounts, stock), own_portfolio},
    {get, "/api/v1/positions/{symbol}/lots", list_lots, "account status limit cursor", asks(history, accounts), own_portfolio},
    {get, "/api/v1/watchlists", list_watchlists, "", asks(accounts), own_lists},
    {post, "/api/v1/watchlists", create_watchlist, "", 0, own_lists},
    {get, "/api/v1/watchlists/{watchlist}", show_watchlist, "", asks(accounts), own_lists},
    {put, "/api/v1/watchlists/{watchlist}", save_watchlist, "", asks(accounts), own_lists},
    {remove, "/api/v1/watchlists/{watchlist}", drop_watchlist, "", asks(accounts), own_lists},
    {post, "/api/v1/watchlists/{watchlist}/symbols", watch_symbol, "", asks(accounts), own_lists},
    {remove, "/api/v1/watchlists/{watchlist}/symbols/{symbol}", unwatch_symbol, "", asks(accounts), own_lists},
    {get, "/api/v1/trades", list_trades, "account order symbol limit cursor", asks(trades, accounts), own_orders},
    {get, "/api/v1/instruments", list_instruments, "limit cursor", asks(stock), may(view_stocks)},
    {get, "/api/v1/instruments/{symbol}", show_instrument, "", asks(stock), may(view_stocks)},
    {get, "/api/v1/quotes/{symbol}", show_quote, "", asks(stock), may(view_stocks)},
    {get, "/api/v1/bars/{symbol}", list_bars, "interval from to limit cursor", asks(stock), may(view_stocks)},
    {get, "/api/v1/calendar", list_calendar, "start end limit cursor", 0, may(view_stocks)},
    {get, "/api/v1/events", stream_events, "after", 0, signed_in},
    {get, "/api/v1/stream", open_socket, "after", 0, signed_in},

    {post, "/api/v1/auth/register", register_person, "", 0, anybody},
    {post, "/api/v1/auth/email/verify", verify_email, "", 0, anybody},
    {post, "/api/v1/auth/email/resend", resend_verification, "", 0, anybody},
    {post, "/api/v1/auth/login", log_in, "", 0, anybody},
    {post, "/api/v1/auth/refresh", refresh, "", 0, anybody},
    {post, "/api/v1/auth/password/forgotten", forgot_password, "", 0, anybody},
    {post, "/api/v1/auth/password/reset", reset_password, "", 0, anybody},
    {get, "/.well-known/jwks.json", show_signing_keys, "", 0, anybody},

    {get, "/api/v1/auth/me", show_me, "", asks(access), signed_in},
    {post, "/api/v1/auth/logout", log_out, "", 0, in_session},
    {post, "/api/v1/auth/logout-all", log_out_everywhere, "", 0, in_session},
    {post, "/api/v1/auth/password", change_password, "", 0, in_session_and(manage_own_profile)},
    {post, "/api/v1/auth/second-factor", offer_second_factor, "", 0, in_session_and(manage_own_profile)},
    {post, "/api/v1/auth/second-factor/confirm", enable_second_factor, "", 0, in_session_and(manage_own_profile)},
    {post, "/api/v1/auth/second-factor/disable", disable_second_factor, "", 0, in_session_and(manage_own_profile)},
    {get, "/api/v1/auth/sessions", list_own_sessions, "status limit cursor", asks(access), in_session},
    {remove, "/api/v1/auth/sessions/{session}", end_own_session, "", asks(access), in_session},
    {get, "/api/v1/auth/keys", list_own_keys, "limit cursor", asks(access), in_session},
    {post, "/api/v1/auth/keys", create_key, "", 0, in_session_and(manage_own_profile)},
    {get, "/api/v1/auth/keys/{key}", show_own_key, "", asks(access), in_session},
    {remove, "/api/v1/auth/keys/{key}", revoke_own_key, "", asks(access), in_session},
    {post, "/api/v1/auth/keys/{key}/rotate", rotate_own_key, "", asks(access), in_session_and(manage_own_profile)},

    {get, "/api/v1/users/me", show_profile, "", asks(access), may(manage_own_profile)},
    {patch, "/api/v1/users/me", update_profile, "", asks(access), may(manage_own_profile)},
    {remove, "/api/v1/users/me", erase_me, "", 0, in_session_and(manage_own_profile)},
    {get, "/api/v1/users/me/preferences", show_preferences, "", asks(access), may(manage_own_profile)},
    {put, "/api/v1/users/me/preferences", set_preferences, "", asks(access), may(manage_own_profile)},
    {get, "/api/v1/users/me/export", export_me, "", asks(access, orders, trades, accounts), in_session},

    {get, "/api/v1/users", list_users, "email status role limit cursor", asks(access), may(view_users)},
    {get, "/api/v1/users/{user}", show_user, "", asks(access), may(view_users)},
    {remove, "/api/v1/users/{user}", erase_user, "reason", asks(access), may(erase_users)},
    {post, "/api/v1/users/{user}/deactivate", deactivate_user, "", asks(access), may(deactivate_users)},
    {post, "/api/v1/users/{user}/reactivate", reactivate_user, "", asks(access), may(reactivate_users)},
    {post, "/api/v1/users/{user}/roles", grant_role, "", asks(access), may(manage_roles)},
    {remove, "/api/v1/users/{user}/roles/{role}", revoke_role, "reason", asks(access), may(manage_roles)},
    {get, "/api/v1/users/{user}/sessions", list_sessions_of_user, "status limit cursor", asks(access), may(manage_sessions)},
    {remove, "/api/v1/users/{user}/sessions", end_sessions_of_user, "reason", asks(access), may(manage_sessions)},
    {remove, "/api/v1/users/{user}/sessions/{session}", end_session_of_user, "reason", asks(access), may(manage_sessions)},
    {get, "/api/v1/users/{user}/keys", list_keys_of_user, "limit cursor", asks(access), may(manage_sessions)},
    {remove, "/api/v1/users/{user}/keys/{key}", revoke_key_of_user, "reason", asks(access), may(manage_sessions)},
    {get, "/api/v1/roles", list_roles, "", asks(access), may(view_users, manage_roles)},
    {get, "/api/v1/roles/{role}", show_role, "", asks(access), may(view_users, manage_roles)},
    {put, "/api/v1/roles/{role}", define_role, "", asks(access), may(manage_roles)},
    {remove, "/api/v1/roles/{role}", remove_role, "reason", asks(access), may(manage_roles)},
    {get, "/api/v1/admin/acts", list_acts, "limit cursor", asks(access), may(view_audit_logs)},
    {get, "/api/v1/admin/summary", show_summary, "", asks(access), may(view_admin_dashboard)},
    {post, "/api/v1/admin/signing-keys/rotate", rotate_signing_keys, "", 0, may(rotate_keys)},

    // Alpaca's API. Its clients send more parameters than anybody reads.
    {post, "/v2/orders", alpaca::place_order, any_parameter, asks(accounts), may(order_stocks)},
    {get, "/v2/orders", alpaca::list_orders, any_parameter, asks(orders, accounts), own_orders},
    {remove, "/v2/orders", alpaca::cancel_all_orders, any_parameter, asks(orders, accounts), may(order_stocks)},
    {get, "/v2/orders:by_client_order_id", alpaca::show_order_by_client_id, any_parameter, asks(orders, accounts), own_orders},
    {get, "/v2/orders/{order}", alpaca::show_order, any_parameter, asks(orders, accounts), own_orders},
    {remove, "/v2/orders/{order}", alpaca::cancel_order, any_parameter, asks(orders, accounts), may(order_stocks)},
    {get, "/v2/account", alpaca::show_account, any_parameter, asks(accounts, stock), own_portfolio},
    {get, "/v2/account/configurations", alpaca::show_configurations, any_parameter, asks(accounts), own_portfolio},
    {patch, "/v2/account/configurations", alpaca::change_configurations, any_parameter, asks(accounts), own_portfolio},
    {get, "/v2/clock", alpaca::show_clock, any_parameter, 0, may(view_stocks)},
    {get, "/v2/calendar", alpaca::list_calendar, any_parameter, 0, may(view_stocks)},
    {get, "/v3/clock", alpaca::show_clocks, any_parameter, 0, may(view_stocks)},
    {get, "/v3/calendar/{market}", alpaca::show_calendar, any_parameter, 0, may(view_stocks)},
    {get, "/v2/positions", alpaca::list_positions, any_parameter, asks(accounts, stock), own_portfolio},
    {remove, "/v2/positions", alpaca::close_all_positions, any_parameter, asks(accounts, orders), may(order_stocks)},
    {get, "/v2/positions/{symbol}", alpaca::show_position, any_parameter, asks(accounts, stock), own_portfolio},
    {remove, "/v2/positions/{symbol}", alpaca::close_position, any_parameter, asks(accounts), may(order_stocks)},
    {get, "/v2/assets", alpaca::list_assets, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/assets/{asset}", alpaca::show_asset, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/bars", alpaca::list_bars_of_many, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/bars/latest", alpaca::latest_bars, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/quotes/latest", alpaca::latest_quotes, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/trades/latest", alpaca::latest_trades, any_parameter, asks(stock, trades), may(view_stocks)},
    {get, "/v2/stocks/snapshots", alpaca::snapshots, any_parameter, asks(stock, trades), may(view_stocks)},
    {get, "/v2/stocks/{symbol}/bars", alpaca::list_bars, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/{symbol}/bars/latest", alpaca::latest_bar, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/{symbol}/quotes/latest", alpaca::latest_quote, any_parameter, asks(stock), may(view_stocks)},
    {get, "/v2/stocks/{symbol}/trades/latest", alpaca::latest_trade, any_parameter, asks(stock, trades), may(view_stocks)},
    {get, "/v2/stocks/{symbol}/snapshot", alpaca::snapshot, any_parameter, asks(stock, trades), may(view_stocks)},
    {get, "/v2/openapi.json", alpaca::show_document, "", 0, anybody},
    // Whoever opens one of these says in it who they are.
    {get, "/stream", alpaca::open_trading_stream, "", 0, by_message(order_stocks, view_all_accounts)},
    {get, "/v2/iex", alpaca::open_market_stream, "", 0, by_message(view_stocks)},
    {get, "/v2/sip", alpaca::open_market_stream, "", 0, by_message(view_stocks)},

    {get, "/", show_index, "", 0, anybody},
    {get, "/openapi.json", show_openapi, "", 0, anybody},
    {get, "/health", show_health, "", 0, anybody},
    {get, "/ready", show_ready, "", 0, anybody},
    {get, "/metrics", show_metrics, "", 0, on_this_machine_or(view_admin_dashboard)},
};

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace andvari::gateway
