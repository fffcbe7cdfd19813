// Bars, of any timeframe that joins those that the feed makes.
#include <algorithm>

#include "gateway/alpaca/adjustment.hpp"
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/history_pages.hpp"
#include "gateway/alpaca/market_data.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using stock::Bar;
using stock::StockView;

constexpr char kind = 'B';
constexpr std::int64_t rows_at_once = 1000;

struct Shape {
    Timeframe timeframe;
    Adjustment adjustment{};
};

Result<Shape> shape_of(const Call& call) {
    Shape shape;
    const auto* timeframe = parameter(call, "timeframe");
    const auto parsed = Timeframe::parse(timeframe && !timeframe->empty() ? *timeframe : "1Day");
    if (!parsed) return bad_request("invalid timeframe: it must be like 5Min, 1Hour, 1Day, 1Week or 1Month");
    shape.timeframe = *parsed;
    const auto* adjustment = parameter(call, "adjustment");
    const auto adjusted = Adjustment::parse(adjustment ? *adjustment : "raw");
    if (!adjusted) return bad_request("invalid adjustment: it must be raw, split, dividend or all");
    shape.adjustment = *adjusted;
    return shape;
}

/// The day on which the market of this symbol is.
Instant today_of(store::Database& db, const Symbol& symbol) {
    const auto quote = StockView::quote(db, symbol);
    return day_of(quote ? quote->time : Instant::now());
}

/// Bars of one symbol, newest first: joined bars come whole, because a bar that is begun at its end is joined on to its
/// beginning.
std::vector<Bar> newest_bars_of(store::Database& db, const Symbol& symbol, const Shape& shape, const HistoryWish& wish,
                                std::int64_t limit) {
    stock::BarQuery query{symbol, shape.timeframe.source(), wish.from, wish.to, {}, rows_at_once, true};
    if (const auto* behind = wish.behind_in(symbol)) query.to = Instant{behind->first};
    std::vector<Bar> bars;
    for (;;) {
        auto rows = StockView::bars(db, query);
        adjust(db, symbol, shape.adjustment, rows);
        for (const auto& row : rows) {
            const auto time = shape.timeframe.floor(row.time);
            if (bars.empty() || bars.back().time != time) {
                if (std::ssize(bars) > limit) return bars;
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
std::vector<Bar> bars_of(store::Database& db, const Symbol& symbol, const Shape& shape, const HistoryWish& wish,
                         std::int64_t limit) {
    if (!wish.oldest_first) return newest_bars_of(db, symbol, shape, wish, limit);
    stock::BarQuery query{symbol, shape.timeframe.source(), wish.from.value_or(today_of(db, symbol)), wish.to, {}, rows_at_once};
    const auto* behind = wish.behind_in(symbol);
    if (behind) query.from = std::max(*query.from, Instant{behind->first});
    std::vector<Bar> bars;
    BarJoiner joiner{shape.timeframe};
    const auto take = [&](const std::optional<Bar>& bar) {
        if (bar && !(behind && bar->time <= Instant{behind->first})) bars.push_back(*bar);
        return std::ssize(bars) <= limit;
    };
    for (;;) {
        auto rows = StockView::bars(db, query);
        adjust(db, symbol, shape.adjustment, rows);
        for (const auto& row : rows)
            if (!take(joiner.add(row))) return bars;
        if (rows.size() < static_cast<std::size_t>(rows_at_once)) break;
        query.after = rows.back().time;
    }
    take(joiner.rest());
    return bars;
}

std::optional<Problem> answer_bars(Call& call, bool many) {
    const auto symbols = symbols_of(call, many);
    if (!symbols) return symbols.error();
    const auto shape = shape_of(call);
    if (!shape) return shape.error();
    const auto wish = history_wish(call, kind);
    if (!wish) return wish.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const History<Bar> history{"bars", kind,
                               [&](store::Database& stock, const Symbol& symbol, const HistoryWish& asked, std::int64_t limit) {
                                   return bars_of(stock, symbol, *shape, asked, limit);
                               },
                               [](const Symbol& symbol, const Bar& bar) {
                                   return PagePlace{symbol, bar.time.microseconds};
                               },
                               [](std::string& out, const Bar& bar) { append_bar(out, bar); }};
    answer_history(call, **db, history, *symbols, many, *wish);
    return std::nullopt;
}

}  // namespace

std::optional<Problem> list_bars(Call& call) { return answer_bars(call, false); }
std::optional<Problem> list_bars_of_many(Call& call) { return answer_bars(call, true); }

}  // namespace andvari::gateway::alpaca
