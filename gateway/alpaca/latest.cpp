// The latest of everything.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/history_pages.hpp"
#include "gateway/alpaca/market_data.hpp"
#include "gateway/api/worker.hpp"
#include "services/engine/trades_view.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using stock::StockView;

Problem nothing_known(const Symbol& symbol, std::string_view what) {
    return {.code = "no_market_data", .status = 404, .detail = "no " + std::string{what} + " found for " + symbol.text};
}

std::optional<std::string> latest_bar_of(store::Database& db, const Symbol& symbol, stock::Interval interval,
                                         std::size_t back = 0) {
    const auto bars = StockView::bars(db, {symbol, interval, {}, {}, {}, static_cast<std::int64_t>(back + 1), true});
    if (bars.size() <= back) return std::nullopt;
    std::string out;
    append_bar(out, bars[back]);
    return out;
}
std::optional<std::string> latest_bar_json(store::Database& db, const Symbol& symbol) {
    auto bar = latest_bar_of(db, symbol, stock::Interval::minute);
    return bar ? bar : latest_bar_of(db, symbol, stock::Interval::day);
}

std::optional<std::string> latest_quote_json(store::Database& db, const Symbol& symbol) {
    const auto row = StockView::quote(db, symbol);
    if (!row) return std::nullopt;
    std::string out;
    append_quote(out, {row->bid, row->ask, row->bid_size, row->ask_size, row->time});
    return out;
}

/// Of this exchange; a trade is on the public tape whoever made it.
std::optional<std::string> latest_trade_json(Call& call, const Symbol& symbol) {
    const auto db = call.worker.models.open(Model::trades);
    if (!db) return std::nullopt;
    const auto rows = engine::TradesView::list(**db, {{}, true, symbol, {}, 1});
    if (rows.empty()) return std::nullopt;
    std::string out;
    append_trade(out, rows.front());
    return out;
}

using Latest = std::function<std::optional<std::string>(store::Database&, const Symbol&)>;

std::optional<Problem> answer_latest(Call& call, std::string_view name, const Latest& latest) {
    const auto symbols = symbols_of(call, false);
    if (!symbols) return symbols.error();
    const auto& symbol = symbols->front();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto json = latest(**db, symbol);
    if (!json) return nothing_known(symbol, name);
    JsonObject{call.response->body}.text("symbol", symbol.text).raw(name, *json);
    return std::nullopt;
}

/// Of each symbol that has one.
std::optional<Problem> answer_latest_of_many(Call& call, std::string_view name, const Latest& latest) {
    const auto symbols = symbols_of(call, true);
    if (!symbols) return symbols.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    std::string all;
    {
        JsonObject object{all};
        for (const auto& symbol : *symbols)
            if (const auto json = latest(**db, symbol)) object.raw(symbol.text, *json);
    }
    if (name.empty()) call.response->body = std::move(all);
    else JsonObject{call.response->body}.raw(name, all);
    return std::nullopt;
}

Latest trade_of(Call& call) {
    return [&call](store::Database&, const Symbol& symbol) { return latest_trade_json(call, symbol); };
}

/// Nothing where nothing at all is known of the symbol.
Latest snapshot_of(Call& call) {
    return [&call](store::Database& db, const Symbol& symbol) -> std::optional<std::string> {
        if (!StockView::instrument(db, symbol)) return std::nullopt;
        std::string out;
        {
            JsonObject object{out};
            const auto add = [&](std::string_view name, const std::optional<std::string>& json) {
                if (json) object.raw(name, *json);
                else object.none(name);
            };
            add("latestTrade", latest_trade_json(call, symbol));
            add("latestQuote", latest_quote_json(db, symbol));
            add("minuteBar", latest_bar_of(db, symbol, stock::Interval::minute));
            add("dailyBar", latest_bar_of(db, symbol, stock::Interval::day));
            add("prevDailyBar", latest_bar_of(db, symbol, stock::Interval::day, 1));
        }
        return out;
    };
}

}  // namespace

std::optional<Problem> latest_bar(Call& call) { return answer_latest(call, "bar", latest_bar_json); }
std::optional<Problem> latest_bars(Call& call) { return answer_latest_of_many(call, "bars", latest_bar_json); }
std::optional<Problem> latest_quote(Call& call) { return answer_latest(call, "quote", latest_quote_json); }
std::optional<Problem> latest_quotes(Call& call) { return answer_latest_of_many(call, "quotes", latest_quote_json); }
std::optional<Problem> latest_trade(Call& call) { return answer_latest(call, "trade", trade_of(call)); }
std::optional<Problem> latest_trades(Call& call) { return answer_latest_of_many(call, "trades", trade_of(call)); }
std::optional<Problem> snapshots(Call& call) { return answer_latest_of_many(call, {}, snapshot_of(call)); }

std::optional<Problem> snapshot(Call& call) {
    const auto symbols = symbols_of(call, false);
    if (!symbols) return symbols.error();
    const auto& symbol = symbols->front();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    auto json = snapshot_of(call)(**db, symbol);
    if (!json) return nothing_known(symbol, "snapshot");
    // The symbol stands beside the parts.
    call.response->body = "{\"symbol\":\"" + symbol.text + "\"," + json->substr(1);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
