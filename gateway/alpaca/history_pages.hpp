// What has been, page by page: bars, trades and quotes of one symbol, or of many, whose pages have one limit together.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/alpaca/json_object.hpp"
#include "gateway/api/call.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway::alpaca {

/// Where a page begins: behind this row of this symbol. The two numbers are what orders the rows of a symbol; the second may be
/// none.
struct PagePlace {
    Symbol symbol;
    std::int64_t first = 0, second = 0;
};

/// What a caller may say of any of them.
struct HistoryWish {
    std::optional<Instant> from;      ///< Inclusive.
    std::optional<Instant> to;        ///< Exclusive, while Alpaca's `end` is inclusive.
    std::optional<PagePlace> behind;  ///< From the page before.
    std::int64_t limit = 0;
    bool oldest_first = true;
    /// The place, if it is one of this symbol.
    const PagePlace* behind_in(const Symbol& symbol) const { return behind && behind->symbol == symbol ? &*behind : nullptr; }
};

/// `kind` tells the page tokens of one list from those of others.
Result<HistoryWish> history_wish(const Call&, char kind);
/// The symbol in the path, or those that the query names; `many` says which.
Result<std::vector<Symbol>> symbols_of(const Call&, bool many);
/// The first moment of its day, in UTC: where a history begins when nobody says where.
Instant day_of(Instant);
std::string to_page_token(char kind, const PagePlace&);

/// One of these lists.
template <class Row>
struct History {
    std::string_view name;  ///< Of its member in the answer.
    char kind;
    std::function<std::vector<Row>(store::Database&, const Symbol&, const HistoryWish&, std::int64_t limit)> rows_of;
    PagePlace (*place_of)(const Symbol&, const Row&);
    void (*append)(std::string& out, const Row&);
};

template <class Row>
struct HistoryPage {
    std::vector<std::pair<Symbol, std::vector<Row>>> rows;
    std::optional<PagePlace> next;
};

/// Symbol by symbol, in their order.
template <class Row>
HistoryPage<Row> page_of(store::Database& db, const History<Row>& history, std::vector<Symbol> symbols, const HistoryWish& wish) {
    std::ranges::sort(symbols);
    HistoryPage<Row> page;
    auto left = wish.limit;
    const auto last_place = [&] { return history.place_of(page.rows.back().first, page.rows.back().second.back()); };
    for (const auto& symbol : symbols) {
        if (wish.behind && symbol < wish.behind->symbol) continue;
        if (left == 0) return page.next = last_place(), page;
        auto rows = history.rows_of(db, symbol, wish, left + 1);
        const bool more = std::ssize(rows) > left;
        if (more) rows.resize(static_cast<std::size_t>(left));
        left -= std::ssize(rows);
        if (rows.empty()) continue;
        page.rows.emplace_back(symbol, std::move(rows));
        if (more) return page.next = last_place(), page;
    }
    return page;
}

/// {"bars":{"AAPL":[…]},"next_page_token":…}, or of one symbol {"bars":[…],"symbol":"AAPL","next_page_token":…}.
template <class Row>
void answer_history(Call& call, store::Database& db, const History<Row>& history, const std::vector<Symbol>& symbols, bool many,
                    const HistoryWish& wish) {
    const auto page = page_of(db, history, symbols, wish);
    JsonObject object{call.response->body};
    if (many) {
        std::string all;
        {
            JsonObject by_symbol{all};
            for (const auto& [symbol, rows] : page.rows) by_symbol.raw(symbol.text, array_of(rows, history.append));
        }
        object.raw(history.name, all);
    } else {
        object.raw(history.name, page.rows.empty() ? "[]" : array_of(page.rows.front().second, history.append));
        object.text("symbol", symbols.front().text);
    }
    if (page.next) object.text("next_page_token", to_page_token(history.kind, *page.next));
    else object.none("next_page_token");
}

}  // namespace andvari::gateway::alpaca
