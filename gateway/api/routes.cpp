#include "gateway/api/endpoints.hpp"
#include "gateway/api/router.hpp"

namespace andvari::gateway {
namespace {

using enum http::Method;
using enum Model;

constexpr Route table[] = {
    // The busiest first.
    {get, "/api/v1/orders/{order}", show_order, "", asks(orders, accounts)},
    {post, "/api/v1/orders", place_order, "", asks(accounts)},
    {get, "/api/v1/orders", list_orders, "account status symbol limit cursor", asks(orders, accounts)},
    {remove, "/api/v1/orders/{order}", cancel_order, "", asks(orders, accounts)},
    {get, "/api/v1/commands/{command}", show_command, "", asks(commands, accounts)},
    {get, "/api/v1/accounts", list_accounts, "limit cursor", asks(accounts)},
    {post, "/api/v1/accounts", open_account, "", 0},
    {get, "/api/v1/accounts/{account}", show_account, "", asks(accounts)},
    {post, "/api/v1/accounts/{account}/deposits", deposit, "", asks(accounts)},
    {post, "/api/v1/accounts/{account}/withdrawals", withdraw, "", asks(accounts)},
    {get, "/api/v1/accounts/{account}/ledger", show_ledger, "limit cursor", asks(accounts)},
    {get, "/api/v1/positions", list_positions, "account limit cursor", asks(accounts)},
    {get, "/api/v1/positions/{symbol}", show_position, "account", asks(accounts)},
    {get, "/api/v1/trades", list_trades, "account order symbol limit cursor", asks(trades, accounts)},
    {get, "/api/v1/instruments", list_instruments, "limit cursor", asks(stock)},
    {get, "/api/v1/instruments/{symbol}", show_instrument, "", asks(stock)},
    {get, "/api/v1/quotes/{symbol}", show_quote, "", asks(stock)},
    {get, "/api/v1/bars/{symbol}", list_bars, "interval from to limit cursor", asks(stock)},
    {get, "/api/v1/events", stream_events, "", 0},
    {get, "/", show_index, "", 0, true},
    {get, "/openapi.json", show_openapi, "", 0, true},
    {get, "/health", show_health, "", 0, true},
    {get, "/ready", show_ready, "", 0, true},
    {get, "/metrics", show_metrics, "", 0, true},
};

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace andvari::gateway
