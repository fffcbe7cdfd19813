// The tapes: the trades of this exchange, and what has been quoted.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/history_pages.hpp"
#include "gateway/alpaca/market_data.hpp"
#include "gateway/api/worker.hpp"
#include "services/engine/trades_view.hpp"
#include "services/stock/quotes_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using engine::TradeRow;
using engine::TradesView;
using stock::PastQuote;
using stock::QuotesView;

std::vector<TradeRow> trades_of(store::Database& db, const Symbol& symbol, const HistoryWish& wish, std::int64_t limit) {
    engine::TapeQuery query{symbol, wish.from.value_or(day_of(Instant::now())), wish.to, !wish.oldest_first, {}, limit};
    if (const auto* behind = wish.behind_in(symbol)) query.behind = static_cast<std::uint64_t>(behind->first);
    return TradesView::tape(db, query);
}

std::vector<PastQuote> quotes_of(store::Database& db, const Symbol& symbol, const HistoryWish& wish, std::int64_t limit) {
    stock::QuoteQuery query{symbol, wish.from, wish.to, !wish.oldest_first, {}, limit};
    if (!query.from) {
        const auto last = QuotesView::list(db, {.symbol = symbol, .newest_first = true, .limit = 1});
        if (!last.empty()) query.from = day_of(last.front().quote.time);
    }
    if (const auto* behind = wish.behind_in(symbol))
        query.behind = stock::QuotePlace{{behind->first}, static_cast<std::uint64_t>(behind->second)};
    return QuotesView::list(db, query);
}

const History<TradeRow> trades{"trades", 'T', trades_of,
                               [](const Symbol& symbol, const TradeRow& row) {
                                   return PagePlace{symbol, static_cast<std::int64_t>(row.place)};
                               },
                               append_trade};
const History<PastQuote> quotes{"quotes", 'Q', quotes_of,
                                [](const Symbol& symbol, const PastQuote& past) {
                                    return PagePlace{symbol, past.quote.time.microseconds, static_cast<std::int64_t>(past.place)};
                                },
                                [](std::string& out, const PastQuote& past) { append_quote(out, past.quote); }};

template <class Row>
std::optional<Problem> answer(Call& call, Model model, const History<Row>& history, bool many) {
    const auto symbols = symbols_of(call, many);
    if (!symbols) return symbols.error();
    const auto wish = history_wish(call, history.kind);
    if (!wish) return wish.error();
    const auto db = call.worker.models.open(model);
    if (!db) return db.error();
    answer_history(call, **db, history, *symbols, many, *wish);
    return std::nullopt;
}

}  // namespace

std::optional<Problem> list_trades(Call& call) { return answer(call, Model::trades, trades, false); }
std::optional<Problem> list_trades_of_many(Call& call) { return answer(call, Model::trades, trades, true); }
std::optional<Problem> list_quotes(Call& call) { return answer(call, Model::quotes, quotes, false); }
std::optional<Problem> list_quotes_of_many(Call& call) { return answer(call, Model::quotes, quotes, true); }

}  // namespace andvari::gateway::alpaca
