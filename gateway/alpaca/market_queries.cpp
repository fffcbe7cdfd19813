// Market data that are asked for: bars, the latest of everything.
#include <algorithm>

#include "gateway/alpaca/adjustment.hpp"
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/market_data.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "services/engine/trades_view.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using stock::Bar;
using stock::StockView;

constexpr std::int64_t usual_page = 1000, largest_page = 10'000, rows_at_once = 1000;
constexpr std::int64_t day_seconds = 86'400;

Problem nothing_known(const Symbol& symbol, std::string_view what) {
    return {.code = "no_market_data", .status = 404, .detail = "no " + std::string{what} + " found for " + symbol.text};
}

Result<Symbol> symbol_in_path(const Call& call) {
    if (!is_symbol(call.path[0])) return bad_request("invalid symbol: " + call.path[0]);
    return Symbol{call.path[0]};
}

// --- Bars

/// Where a page begins: behind this bar of this symbol.
struct Place {
    Symbol symbol;
    Instant time;
};
std::string to_page_token(const Place& place) {
    return to_cursor('B', place.symbol.text + '|' + std::to_string(place.time.microseconds));
}
std::optional<Place> parse_page_token(std::string_view token) {
    const auto text = parse_cursor('B', token);
    const auto bar = text ? text->find('|') : std::string::npos;
    const auto time = bar == std::string::npos ? std::nullopt : parse_number(std::string_view{*text}.substr(bar + 1));
    if (!time || !is_symbol(text->substr(0, bar))) return std::nullopt;
    return Place{{text->substr(0, bar)}, {static_cast<std::int64_t>(*time)}};
}

struct BarsWish {
    Timeframe timeframe;
    std::optional<Instant> start, end;
    std::optional<Place> behind;
    std::int64_t limit = usual_page;
    bool oldest_first = true;
    Adjustment adjustment{};
};

Result<BarsWish> bars_wish(const Call& call) {
    BarsWish wish;
    const auto* timeframe = parameter(call, "timeframe");
    const auto parsed = Timeframe::parse(timeframe && !timeframe->empty() ? *timeframe : "1Day");
    if (!parsed) return bad_request("invalid timeframe: it must be like 5Min, 1Hour, 1Day, 1Week or 1Month");
    wish.timeframe = *parsed;
    const auto start = moment_parameter(call, "start");
    if (!start) return start.error();
    const auto end = moment_parameter(call, "end", true);
    if (!end) return end.error();
    const auto limit = count_parameter(call, "limit", usual_page, largest_page);
    if (!limit) return limit.error();
    const auto oldest_first = oldest_first_parameter(call, "sort", true);
    if (!oldest_first) return oldest_first.error();
    const auto* adjustment = parameter(call, "adjustment");
    const auto adjusted = Adjustment::parse(adjustment ? *adjustment : "raw");
    if (!adjusted) return bad_request("invalid adjustment: it must be raw, split, dividend or all");
    wish.adjustment = *adjusted;
    wish.start = *start;
    wish.end = *end;
    wish.limit = *limit;
    wish.oldest_first = *oldest_first;
    if (const auto* token = parameter(call, "page_token"); token && !token->empty()) {
        wish.behind = parse_page_token(*token);
        if (!wish.behind) return bad_request("invalid page_token");
    }
    return wish;
}

/// The day on which the market is: where bars begin when nobody says where.
Instant today_of(store::Database& db, const Symbol& symbol) {
    const auto quote = StockView::quote(db, symbol);
    return {(quote ? quote->time : Instant::now()).day() * day_seconds * 1'000'000};
}

/// The same, newest first: joined bars come whole, because a bar that is begun at its end is joined on to its beginning.
std::vector<Bar> newest_bars_of(store::Database& db, const Symbol& symbol, const BarsWish& wish, std::int64_t limit) {
    stock::BarQuery query{symbol, wish.timeframe.source(), wish.start, {}, {}, rows_at_once, true};
    if (wish.end) query.to = Instant{wish.end->microseconds + 1};
    if (wish.behind && wish.behind->symbol == symbol) query.to = wish.behind->time;
    std::vector<Bar> bars;
    for (;;) {
        auto rows = StockView::bars(db, query);
        adjust(db, symbol, wish.adjustment, rows);
        for (const auto& row : rows) {
            const auto time = wish.timeframe.floor(row.time);
            if (bars.empty() || bars.back().time != time) {
                if (static_cast<std::int64_t>(bars.size()) > limit) return bars;
                bars.push_back(row);
                bars.back().time = time;
                continue;
            }
            auto& joined = bars.back();
            joined.open = row.open;
            joined.high = std::max(joined.high, row.high);
            joined.low = std::min(joined.low, row.low);
            joined.volume += row.volume;
        }
        if (rows.size() < static_cast<std::size_t>(rows_at_once)) return bars;
        query.to = rows.back().time;
    }
}

/// Bars of one symbol, oldest first; at most `limit`, and one more where there is one.
std::vector<Bar> bars_of(store::Database& db, const Symbol& symbol, const BarsWish& wish, std::int64_t limit) {
    if (!wish.oldest_first) return newest_bars_of(db, symbol, wish, limit);
    stock::BarQuery query{symbol, wish.timeframe.source(), wish.start.value_or(today_of(db, symbol)), {}, {}, rows_at_once};
    if (wish.end) query.to = Instant{wish.end->microseconds + 1};  // An end is inclusive here.
    const bool goes_on = wish.behind && wish.behind->symbol == symbol;
    if (goes_on) query.from = std::max(*query.from, wish.behind->time);
    std::vector<Bar> bars;
    BarJoiner joiner{wish.timeframe};
    const auto take = [&](const std::optional<Bar>& bar) {
        if (bar && !(goes_on && bar->time <= wish.behind->time)) bars.push_back(*bar);
        return static_cast<std::int64_t>(bars.size()) <= limit;
    };
    for (;;) {
        auto rows = StockView::bars(db, query);
        adjust(db, symbol, wish.adjustment, rows);
        for (const auto& row : rows)
            if (!take(joiner.add(row))) return bars;
        if (rows.size() < static_cast<std::size_t>(rows_at_once)) break;
        query.after = rows.back().time;
    }
    take(joiner.rest());
    return bars;
}

struct Page {
    std::vector<std::pair<Symbol, std::vector<Bar>>> bars;
    std::optional<Place> next;
};

/// Symbol by symbol, in their order; the limit is for all together.
Page page_of(store::Database& db, std::vector<Symbol> symbols, const BarsWish& wish) {
    std::ranges::sort(symbols);
    Page page;
    auto left = wish.limit;
    for (const auto& symbol : symbols) {
        if (wish.behind && symbol < wish.behind->symbol) continue;
        if (left == 0) return page.next = Place{page.bars.back().first, page.bars.back().second.back().time}, page;
        auto bars = bars_of(db, symbol, wish, left);
        const bool more = static_cast<std::int64_t>(bars.size()) > left;
        if (more) bars.resize(static_cast<std::size_t>(left));
        left -= static_cast<std::int64_t>(bars.size());
        if (bars.empty()) continue;
        page.bars.emplace_back(symbol, std::move(bars));
        if (more) return page.next = Place{symbol, page.bars.back().second.back().time}, page;
    }
    return page;
}

std::string bars_json(const std::vector<Bar>& bars) {
    return array_of(bars, [](std::string& out, const Bar& bar) { append_bar(out, bar); });
}

void add_next(JsonObject& object, const std::optional<Place>& next) {
    if (next) object.text("next_page_token", to_page_token(*next));
    else object.none("next_page_token");
}

// --- The latest

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
    const auto symbol = symbol_in_path(call);
    if (!symbol) return symbol.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto json = latest(**db, *symbol);
    if (!json) return nothing_known(*symbol, name);
    JsonObject{call.response->body}.text("symbol", symbol->text).raw(name, *json);
    return std::nullopt;
}

/// Of each symbol that has one.
std::optional<Problem> answer_latest_of_many(Call& call, std::string_view name, const Latest& latest) {
    const auto symbols = symbols_parameter(call);
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

std::optional<Problem> list_bars(Call& call) {
    const auto symbol = symbol_in_path(call);
    if (!symbol) return symbol.error();
    const auto wish = bars_wish(call);
    if (!wish) return wish.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto page = page_of(**db, {*symbol}, *wish);
    JsonObject object{call.response->body};
    object.raw("bars", page.bars.empty() ? "[]" : bars_json(page.bars.front().second)).text("symbol", symbol->text);
    add_next(object, page.next);
    return std::nullopt;
}

std::optional<Problem> list_bars_of_many(Call& call) {
    const auto symbols = symbols_parameter(call);
    if (!symbols) return symbols.error();
    const auto wish = bars_wish(call);
    if (!wish) return wish.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto page = page_of(**db, *symbols, *wish);
    std::string all;
    {
        JsonObject object{all};
        for (const auto& [symbol, bars] : page.bars) object.raw(symbol.text, bars_json(bars));
    }
    JsonObject object{call.response->body};
    object.raw("bars", all);
    add_next(object, page.next);
    return std::nullopt;
}

std::optional<Problem> latest_bar(Call& call) { return answer_latest(call, "bar", latest_bar_json); }
std::optional<Problem> latest_bars(Call& call) { return answer_latest_of_many(call, "bars", latest_bar_json); }
std::optional<Problem> latest_quote(Call& call) { return answer_latest(call, "quote", latest_quote_json); }
std::optional<Problem> latest_quotes(Call& call) { return answer_latest_of_many(call, "quotes", latest_quote_json); }
std::optional<Problem> latest_trade(Call& call) { return answer_latest(call, "trade", trade_of(call)); }
std::optional<Problem> latest_trades(Call& call) { return answer_latest_of_many(call, "trades", trade_of(call)); }
std::optional<Problem> snapshots(Call& call) { return answer_latest_of_many(call, {}, snapshot_of(call)); }

std::optional<Problem> snapshot(Call& call) {
    const auto symbol = symbol_in_path(call);
    if (!symbol) return symbol.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    auto json = snapshot_of(call)(**db, *symbol);
    if (!json) return nothing_known(*symbol, "snapshot");
    // The symbol stands beside the parts.
    call.response->body = "{\"symbol\":\"" + symbol->text + "\"," + json->substr(1);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
