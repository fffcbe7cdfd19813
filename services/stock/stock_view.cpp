#include "services/stock/stock_view.hpp"

#include <limits>

namespace andvari::stock {
namespace {
constexpr store::Migration migrations[] = {{1, R"sql(
    create table instruments (symbol text primary key, name text not null, currency text not null, version integer not null);
    create table quotes (symbol text primary key, bid integer not null, ask integer not null, bid_size integer not null,
        ask_size integer not null, time integer not null, received integer not null, version integer not null);
    create table bars (symbol text not null, period integer not null, time integer not null, open integer not null,
        high integer not null, low integer not null, close integer not null, volume integer not null,
        primary key (symbol, period, time));
)sql"}};
constexpr std::string_view sources[] = {"stock"};
constexpr std::string_view all_tables[] = {"instruments", "quotes", "bars"};

InstrumentRow instrument_row(const store::Row& row) {
    return {{row.string(0)}, row.string(1), row.string(2), static_cast<std::uint64_t>(row.integer(3))};
}
}  // namespace

StockView::StockView()
    : quote_rows_{"quotes",
                  {"symbol", "bid", "ask", "bid_size", "ask_size", "time", "received", "version"},
                  "on conflict (symbol) do update set bid = excluded.bid, ask = excluded.ask, bid_size = excluded.bid_size, "
                  "ask_size = excluded.ask_size, time = excluded.time, received = excluded.received, version = excluded.version"},
      bar_rows_{
          "bars",
          {"symbol", "period", "time", "open", "high", "low", "close", "volume"},
          "on conflict (symbol, period, time) do update set open = excluded.open, high = excluded.high, low = excluded.low, "
          "close = excluded.close, volume = excluded.volume"} {}

std::span<const store::Migration> StockView::schema() const { return migrations; }
std::span<const std::string_view> StockView::contexts() const { return sources; }
std::span<const std::string_view> StockView::tables() const { return all_tables; }

void StockView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    const auto version = occurrence.envelope.place.sequence;
    eventing::with_fact<Fact>(occurrence, [&]<class F>(const F& fact) {
        if constexpr (std::is_same_v<F, Quoted>) {
            const auto& q = fact.quote;
            quotes_[fact.symbol] = {fact.symbol, q.bid, q.ask, q.bid_size, q.ask_size, q.time, fact.received, version};
        } else if constexpr (std::is_same_v<F, BarClosed>) {
            bars_[{fact.symbol, fact.bar.interval, fact.bar.time}] = fact.bar;
        } else if constexpr (std::is_same_v<F, Listed>) {
            db.run(R"sql(insert into instruments (symbol, name, currency, version) values (?1, ?2, ?3, ?4)
                         on conflict (symbol) do update set name = excluded.name, currency = excluded.currency,
                         version = excluded.version)sql",
                   fact.symbol, fact.name, fact.currency, version);
        }
    });
}

void StockView::flush(store::Database& db) {
    for (const auto& [symbol, q] : quotes_)
        quote_rows_.add(symbol, q.bid, q.ask, q.bid_size, q.ask_size, q.time, q.received, q.version);
    for (const auto& [key, bar] : bars_)
        bar_rows_.add(key.symbol, static_cast<int>(key.interval), key.time, bar.open, bar.high, bar.low, bar.close, bar.volume);
    quote_rows_.write(db);
    bar_rows_.write(db);
    quotes_.clear();
    bars_.clear();
}

void StockView::forget() {
    quotes_.clear();
    bars_.clear();
    quote_rows_.clear();
    bar_rows_.clear();
}

std::vector<InstrumentRow> StockView::instruments(store::Database& db, std::string_view after_symbol, std::int64_t limit) {
    std::vector<InstrumentRow> rows;
    db.each(
        "select symbol, name, currency, version from instruments where symbol > ?1 order by symbol limit ?2",
        [&](const store::Row& row) { rows.push_back(instrument_row(row)); }, after_symbol, limit);
    return rows;
}

std::optional<InstrumentRow> StockView::instrument(store::Database& db, const Symbol& symbol) {
    return db.one("select symbol, name, currency, version from instruments where symbol = ?1", instrument_row, symbol);
}

std::optional<QuoteRow> StockView::quote(store::Database& db, const Symbol& symbol) {
    const auto read = [&](const store::Row& row) {
        return QuoteRow{symbol,
                        row.amount<Price>(0),
                        row.amount<Price>(1),
                        row.amount<Quantity>(2),
                        row.amount<Quantity>(3),
                        row.instant(4),
                        row.instant(5),
                        static_cast<std::uint64_t>(row.integer(6))};
    };
    return db.one("select bid, ask, bid_size, ask_size, time, received, version from quotes where symbol = ?1", read, symbol);
}

std::vector<Bar> StockView::bars(store::Database& db, const BarQuery& query) {
    constexpr Instant never{std::numeric_limits<std::int64_t>::max()};
    auto from = query.from.value_or(Instant{0});
    if (query.after && *query.after >= from) from = {query.after->microseconds + 1};
    std::vector<Bar> list;
    db.each(
        query.newest_first ? R"sql(select time, open, high, low, close, volume from bars
                  where symbol = ?1 and period = ?2 and time >= ?3 and time < ?4 order by time desc limit ?5)sql"
                           : R"sql(select time, open, high, low, close, volume from bars
                  where symbol = ?1 and period = ?2 and time >= ?3 and time < ?4 order by time limit ?5)sql",
        [&](const store::Row& row) {
            list.push_back({query.interval, row.instant(0), row.amount<Price>(1), row.amount<Price>(2), row.amount<Price>(3),
                            row.amount<Price>(4), row.amount<Quantity>(5)});
        },
        query.symbol, static_cast<int>(query.interval), from, query.to.value_or(never), query.limit);
    return list;
}

}  // namespace andvari::stock
