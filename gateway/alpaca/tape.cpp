// The trades of this exchange, as its public tape.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/market_data.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

using engine::TradeRow;
using engine::TradesView;

constexpr std::int64_t usual_page = 1000, largest_page = 10'000;

/// Where a page begins: behind this trade of this symbol.
struct Place {
    Symbol symbol;
    std::uint64_t place = 0;
};
std::string to_page_token(const Place& at) { return to_cursor('T', at.symbol.text + '|' + std::to_string(at.place)); }
std::optional<Place> parse_page_token(std::string_view token) {
    const auto text = parse_cursor('T', token);
    const auto bar = text ? text->find('|') : std::string::npos;
    const auto place = bar == std::string::npos ? std::nullopt : parse_number(std::string_view{*text}.substr(bar + 1));
    if (!place || !is_symbol(text->substr(0, bar))) return std::nullopt;
    return Place{{text->substr(0, bar)}, *place};
}

struct Wish {
    engine::TapeQuery query;
    std::optional<Place> behind;
    std::int64_t limit = usual_page;
};

Result<Wish> wish_of(const Call& call) {
    Wish wish;
    const auto start = moment_parameter(call, "start"), end = moment_parameter(call, "end", true);
    for (const auto* time : {&start, &end})
        if (!*time) return time->error();
    const auto limit = count_parameter(call, "limit", usual_page, largest_page);
    if (!limit) return limit.error();
    const auto oldest_first = oldest_first_parameter(call, "sort", true);
    if (!oldest_first) return oldest_first.error();
    // Trades of the day, where nobody says from when.
    constexpr std::int64_t day = 86'400'000'000;
    wish.query.from = start->value_or(Instant{Instant::now().day() * day});
    if (*end) wish.query.to = Instant{(*end)->microseconds + 1};  // An end is inclusive here.
    wish.query.newest_first = !*oldest_first;
    wish.limit = *limit;
    if (const auto* token = parameter(call, "page_token"); token && !token->empty()) {
        wish.behind = parse_page_token(*token);
        if (!wish.behind) return bad_request("invalid page_token");
    }
    return wish;
}

struct Page {
    std::vector<std::pair<Symbol, std::vector<TradeRow>>> trades;
    std::optional<Place> next;
};

/// Symbol by symbol, in their order; the limit is for all together.
Page page_of(store::Database& db, std::vector<Symbol> symbols, const Wish& wish) {
    std::ranges::sort(symbols);
    Page page;
    auto left = wish.limit;
    for (const auto& symbol : symbols) {
        if (wish.behind && symbol < wish.behind->symbol) continue;
        if (left == 0) {
            const auto& [last, rows] = page.trades.back();
            return page.next = Place{last, rows.back().place}, page;
        }
        auto query = wish.query;
        query.symbol = symbol;
        if (wish.behind && wish.behind->symbol == symbol) query.behind = wish.behind->place;
        query.limit = left + 1;
        auto rows = TradesView::tape(db, query);
        const bool more = std::ssize(rows) > left;
        if (more) rows.resize(static_cast<std::size_t>(left));
        left -= std::ssize(rows);
        if (rows.empty()) continue;
        page.trades.emplace_back(symbol, std::move(rows));
        if (more) return page.next = Place{symbol, page.trades.back().second.back().place}, page;
    }
    return page;
}

std::string trades_json(const std::vector<TradeRow>& rows) { return array_of(rows, append_trade); }

void add_next(JsonObject& object, const std::optional<Place>& next) {
    if (next) object.text("next_page_token", to_page_token(*next));
    else object.none("next_page_token");
}

}  // namespace

std::optional<Problem> list_trades(Call& call) {
    if (!is_symbol(call.path[0])) return bad_request("invalid symbol: " + call.path[0]);
    const Symbol symbol{call.path[0]};
    const auto wish = wish_of(call);
    if (!wish) return wish.error();
    const auto db = call.worker.models.open(Model::trades);
    if (!db) return db.error();
    const auto page = page_of(**db, {symbol}, *wish);
    JsonObject object{call.response->body};
    object.raw("trades", page.trades.empty() ? "[]" : trades_json(page.trades.front().second)).text("symbol", symbol.text);
    add_next(object, page.next);
    return std::nullopt;
}

std::optional<Problem> list_trades_of_many(Call& call) {
    const auto symbols = symbols_parameter(call);
    if (!symbols) return symbols.error();
    const auto wish = wish_of(call);
    if (!wish) return wish.error();
    const auto db = call.worker.models.open(Model::trades);
    if (!db) return db.error();
    const auto page = page_of(**db, *symbols, *wish);
    std::string all;
    {
        JsonObject object{all};
        for (const auto& [symbol, rows] : page.trades) object.raw(symbol.text, trades_json(rows));
    }
    JsonObject object{call.response->body};
    object.raw("trades", all);
    add_next(object, page.next);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
