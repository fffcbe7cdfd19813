// The account that trades.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/valuation.hpp"

namespace andvari::gateway::alpaca {

/// There is no margin and no short sale here: what margin accounts have beyond that is zero.
std::optional<Problem> show_account(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto shown = valued(call.worker, *account);
    if (!shown) return shown.error();
    const auto value = shown->market_value, equity = shown->equity;
    JsonObject object{call.response->body};
    object.text("id", uuid_of(account->id)).text("account_number", account->id).text("name", account->name);
    object.text("status", "ACTIVE").text("crypto_status", "INACTIVE").text("currency", account->currency);
    object.text("cash", account->cash).text("equity", equity).text("portfolio_value", equity);
    object.text("last_equity", equity - shown->change_today);
    for (const auto* name : {"buying_power", "non_marginable_buying_power", "regt_buying_power"})
        object.text(name, account->buying_power);
    for (const auto* name : {"cash_withdrawable", "cash_transferable"}) object.text(name, account->withdrawable_cash);
    object.text("daytrading_buying_power", "0").text("options_buying_power", "0");
    object.text("long_market_value", value).text("position_market_value", value).text("short_market_value", "0");
    for (const auto* name : {"initial_margin", "maintenance_margin", "last_maintenance_margin", "sma", "accrued_fees",
                             "pending_transfer_in", "pending_transfer_out", "intraday_adjustments", "pending_reg_taf_fees"})
        object.text(name, "0");
    object.text("multiplier", "1").number("options_approved_level", 0).number("options_trading_level", 0);
    object.number("daytrade_count", 0).flag("pattern_day_trader", false).flag("shorting_enabled", false);
    object.flag("trading_blocked", false).flag("transfers_blocked", false).flag("account_blocked", false);
    object.flag("trade_suspended_by_user", false).text("created_at", account->opened_at);
    object.text("balance_asof", Instant::now().plus_seconds(-86'400).date());
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
