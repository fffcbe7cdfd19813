#include "services/engine/trades_view.hpp"

#include <algorithm>
#include <limits>

#include "shared/eventing/ordinal.hpp"

namespace andvari::engine {
namespace {
// `place` is the fact's ordinal twice, and 1 more for the seller's side.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table trades (place integer primary key, account text not null, order_id text not null, trade text not null,
        symbol text not null, side integer not null, quantity integer not null, price integer not null,
        counterparty integer not null, bid integer, ask integer, bid_size integer, ask_size integer, quote_time integer,
        time integer not null);
    create index trades_by_account on trades (account, place);
    create index trades_by_order on trades (order_id, place);
)sql"},
                                           {2, "create index trades_by_symbol on trades (symbol, place);"}};
constexpr std::string_view sources[] = {"engine"};
constexpr std::string_view all_tables[] = {"trades"};

const std::string columns =
    "select place, account, order_id, trade, symbol, side, quantity, price, counterparty, bid, ask, bid_size, ask_size, "
    "quote_time, time "
    "from trades ";
const std::string filter = "place < ?2 and (?3 = '' or symbol = ?3) order by place desc limit ?4";
const std::string of_account = columns + "where account = ?1 and " + filter;
const std::string of_all = columns + "where ?1 = '' and " + filter;
const std::string by_order = columns + "where order_id = ?1 and place > ?2 order by place limit ?3";

// Of a trade between customers the seller's row says the same again.
const std::string on_tape = columns + "where symbol = ?1 and time >= ?2 and time < ?3 and not (side = 1 and counterparty = 1) ";
const std::string tape_forwards = on_tape + "and place > ?4 order by place limit ?5";
const std::string tape_backwards = on_tape + "and place < ?4 order by place desc limit ?5";

TradeRow trade_row(const store::Row& row) {
    TradeRow trade;
    trade.place = static_cast<std::uint64_t>(row.integer(0));
    trade.sequence = eventing::sequence_of(trade.place / 2);
    trade.account = {row.string(1)};
    trade.order = {row.string(2)};
    trade.id = {row.string(3)};
    trade.symbol = {row.string(4)};
    trade.side = static_cast<order::Side>(row.integer(5));
    trade.quantity = row.amount<Quantity>(6);
    trade.price = row.amount<Price>(7);
    trade.value = value_of(trade.price, trade.quantity);
    trade.counterparty = static_cast<Counterparty>(row.integer(8));
    if (!row.is_null(13))
        trade.quote = stock::Quote{row.amount<Price>(9), row.amount<Price>(10), row.amount<Quantity>(11),
                                   row.amount<Quantity>(12), row.instant(13)};
    trade.time = row.instant(14);
    return trade;
}
}  // namespace

TradesView::TradesView()
    : rows_{"trades",
            {"place", "account", "order_id", "trade", "symbol", "side", "quantity", "price", "counterparty", "bid", "ask",
             "bid_size", "ask_size", "quote_time", "time"}} {}

std::span<const store::Migration> TradesView::schema() const { return migrations; }
std::span<const std::string_view> TradesView::contexts() const { return sources; }
std::span<const std::string_view> TradesView::tables() const { return all_tables; }

void TradesView::apply(store::Database&, const eventing::Occurrence& occurrence) {
    // The book's other facts are of no interest here, and reading them would cost more than all the rest.
    if (occurrence.envelope.type != Traded::type) return;
    eventing::with_fact<std::variant<Traded>>(occurrence, [&](const Traded& fact) {
        const auto add = [&](const Party& party, order::Side side, bool with_customer) {
            const auto place = eventing::ordinal(occurrence.envelope.place) * 2 + static_cast<std::uint64_t>(side);
            const auto counterparty = static_cast<int>(with_customer ? Counterparty::customer : Counterparty::market);
            const auto write = [&](const auto&... quote) {
                rows_.add(place, party.account, party.order, fact.trade, fact.symbol, static_cast<int>(side), fact.quantity,
                          fact.price, counterparty, quote..., occurrence.envelope.time);
            };
            if (const auto& q = fact.quote) write(q->bid, q->ask, q->bid_size, q->ask_size, q->time);
            else write(nullptr, nullptr, nullptr, nullptr, nullptr);
        };
        if (fact.buyer) add(*fact.buyer, order::Side::buy, fact.seller.has_value());
        if (fact.seller) add(*fact.seller, order::Side::sell, fact.buyer.has_value());
    });
}

void TradesView::flush(store::Database& db) { rows_.write(db); }
void TradesView::forget() { rows_.clear(); }

std::vector<TradeRow> TradesView::list(store::Database& db, const TradeQuery& query) {
    const auto before = static_cast<std::int64_t>(query.before.value_or(std::numeric_limits<std::int64_t>::max()));
    const std::string_view symbol = query.symbol ? std::string_view{query.symbol->text} : std::string_view{};
    std::vector<TradeRow> rows;
    const auto collect = [&](std::string_view sql, std::string_view account) {
        db.each(
            sql, [&](const store::Row& row) { rows.push_back(trade_row(row)); }, account, before, symbol, query.limit);
    };
    if (query.all_accounts) {
        collect(of_all, "");
        return rows;
    }
    for (const auto& account : query.accounts) collect(of_account, account.text);
    std::ranges::sort(rows, std::greater{}, &TradeRow::place);
    if (rows.size() > static_cast<std::size_t>(query.limit)) rows.resize(static_cast<std::size_t>(query.limit));
    return rows;
}

std::vector<TradeRow> TradesView::tape(store::Database& db, const TapeQuery& query) {
    constexpr auto never = std::numeric_limits<std::int64_t>::max();
    const auto from_end = query.newest_first ? static_cast<std::uint64_t>(never) : 0;
    std::vector<TradeRow> rows;
    db.each(
        query.newest_first ? tape_backwards : tape_forwards, [&](const store::Row& row) { rows.push_back(trade_row(row)); },
        query.symbol, query.from.value_or(Instant{0}), query.to.value_or(Instant{never}), query.behind.value_or(from_end),
        query.limit);
    return rows;
}

std::vector<TradeRow> TradesView::of_order(store::Database& db, const OrderId& order, std::uint64_t after, std::int64_t limit) {
    std::vector<TradeRow> rows;
    db.each(
        by_order, [&](const store::Row& row) { rows.push_back(trade_row(row)); }, order, after, limit);
    return rows;
}

}  // namespace andvari::engine
