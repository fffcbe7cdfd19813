#include "services/stock/stock_view.hpp"

#include <limits>

#include "shared/eventing/ordinal.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::stock {
namespace {
constexpr store::Migration migrations[] = {{1, R"sql(
    create table instruments (symbol text primary key, name text not null, currency text not null, version integer not null);
    create table quotes (symbol text primary key, bid integer not null, ask integer not null, bid_size integer not null,
        ask_size integer not null, time integer not null, received integer not null, version integer not null);
    create table bars (symbol text not null, period integer not null, time integer not null, open integer not null,
        high integer not null, low integer not null, close integer not null, volume integer not null,
        primary key (symbol, period, time));
)sql"},
                                           {2, R"sql(
    alter table instruments add column halted integer not null default 0;
    alter table instruments add column halt_reason text;
    alter table instruments add column status_since integer;
    alter table instruments add column rules text;
    create table phases (market text primary key, fact text not null);
    create table actions (id text primary key, place integer not null, symbol text not null, kind integer not null,
        numerator integer, denominator integer, per_share integer, currency text, effective integer not null, pays integer,
        due integer not null);
    create index actions_by_symbol on actions (symbol, place);
    create table fx_rates (pair text primary key, base text not null, quote text not null, rate integer not null,
        time integer not null, received integer not null, version integer not null);
)sql"}};
constexpr std::string_view sources[] = {"stock"};
constexpr std::string_view all_tables[] = {"instruments", "quotes", "bars", "phases", "actions", "fx_rates"};
constexpr std::string_view instrument_columns = "symbol, name, currency, halted, halt_reason, status_since, rules, version";

InstrumentRow instrument_row(const store::Row& row) {
    InstrumentRow instrument{{row.string(0)}, row.string(1), row.string(2), row.integer(3) != 0};
    if (!row.is_null(4)) instrument.halt_reason = row.string(4);
    if (!row.is_null(5)) instrument.status_since = row.instant(5);
    if (!row.is_null(6)) instrument.rules = json::read<Rules>(row.text(6)).value();
    instrument.version = static_cast<std::uint64_t>(row.integer(7));
    return instrument;
}

ActionRow action_row(const store::Row& row) {
    ActionRow action;
    action.id = row.string(0);
    action.place = static_cast<std::uint64_t>(row.integer(1));
    action.symbol = {row.string(2)};
    action.kind = static_cast<ActionKind>(row.integer(3));
    if (!row.is_null(4)) action.ratio = Ratio{row.integer(4), row.integer(5)};
    if (!row.is_null(6)) action.per_share = row.amount<Money>(6);
    if (!row.is_null(7)) action.currency = row.string(7);
    action.effective = row.instant(8);
    if (!row.is_null(9)) action.pays = row.instant(9);
    action.due = row.integer(10) != 0;
    return action;
}

FxRow fx_row(const store::Row& row) {
    return {row.string(0),
            row.string(1),
            row.string(2),
            row.amount<Rate>(3),
            row.instant(4),
            row.instant(5),
            static_cast<std::uint64_t>(row.integer(6))};
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
        } else if constexpr (std::is_same_v<F, StatusChanged>) {
            db.run(R"sql(update instruments set halted = ?2, halt_reason = ?3, status_since = ?4, version = ?5
                         where symbol = ?1)sql",
                   fact.symbol, fact.halted ? 1 : 0, fact.reason, fact.since, version);
        } else if constexpr (std::is_same_v<F, RulesSet>) {
            db.run("update instruments set rules = ?2, version = ?3 where symbol = ?1", fact.symbol, json::write(fact.rules),
                   version);
        } else if constexpr (std::is_same_v<F, PhaseChanged>) {
            db.run(R"sql(insert into phases (market, fact) values (?1, ?2)
                         on conflict (market) do update set fact = excluded.fact)sql",
                   fact.market, json::write(fact));
        } else if constexpr (std::is_same_v<F, SplitAnnounced>) {
            announce(db, occurrence,
                     {fact.action, fact.symbol, ActionKind::split, fact.ratio, std::nullopt, std::nullopt, fact.effective});
        } else if constexpr (std::is_same_v<F, DividendAnnounced>) {
            announce(db, occurrence,
                     {fact.action, fact.symbol, ActionKind::dividend, std::nullopt, fact.per_share, fact.currency, fact.ex,
                      fact.pays});
        } else if constexpr (std::is_same_v<F, SplitDue> || std::is_same_v<F, DividendDue>) {
            db.run("update actions set due = 1 where id = ?1", fact.action);
        } else if constexpr (std::is_same_v<F, FxQuoted>) {
            db.run(R"sql(insert into fx_rates (pair, base, quote, rate, time, received, version)
                         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                         on conflict (pair) do update set rate = excluded.rate, time = excluded.time,
                         received = excluded.received, version = excluded.version)sql",
                   fact.base + fact.quote, fact.base, fact.quote, fact.rate, fact.time, fact.received, version);
        }
    });
}

void StockView::announce(store::Database& db, const eventing::Occurrence& occurrence, const ActionRow& a) {
    const auto number = [&](std::int64_t Ratio::*side) { return a.ratio ? std::optional{(*a.ratio).*side} : std::nullopt; };
    db.run(R"sql(insert into actions (id, place, symbol, kind, numerator, denominator, per_share, currency, effective, pays, due)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0))sql",
           a.id, eventing::ordinal(occurrence.envelope.place), a.symbol, static_cast<int>(a.kind), number(&Ratio::numerator),
           number(&Ratio::denominator), a.per_share, a.currency, a.effective, a.pays);
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
    static const auto query =
        "select " + std::string{instrument_columns} + " from instruments where symbol > ?1 order by symbol limit ?2";
    std::vector<InstrumentRow> rows;
    db.each(
        query, [&](const store::Row& row) { rows.push_back(instrument_row(row)); }, after_symbol, limit);
    return rows;
}

std::optional<InstrumentRow> StockView::instrument(store::Database& db, const Symbol& symbol) {
    static const auto query = "select " + std::string{instrument_columns} + " from instruments where symbol = ?1";
    return db.one(query, instrument_row, symbol);
}

std::optional<PhaseChanged> StockView::phase(store::Database& db) {
    return db.one("select fact from phases limit 1",
                  [](const store::Row& row) { return json::read<PhaseChanged>(row.text(0)).value(); });
}

std::optional<Instant> StockView::last_quoted(store::Database& db) {
    return db.one("select time from quotes order by time desc limit 1", [](const store::Row& row) { return row.instant(0); });
}

std::vector<ActionRow> StockView::actions(store::Database& db, const Symbol& symbol, std::optional<std::uint64_t> after,
                                          std::int64_t limit) {
    std::vector<ActionRow> rows;
    db.each(
        R"sql(select id, place, symbol, kind, numerator, denominator, per_share, currency, effective, pays, due from actions
              where symbol = ?1 and place > ?2 order by place limit ?3)sql",
        [&](const store::Row& row) { rows.push_back(action_row(row)); }, symbol, after.value_or(0), limit);
    return rows;
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

std::vector<FxRow> StockView::fx_rates(store::Database& db, std::string_view after_pair, std::int64_t limit) {
    std::vector<FxRow> rows;
    db.each(
        "select pair, base, quote, rate, time, received, version from fx_rates where pair > ?1 order by pair limit ?2",
        [&](const store::Row& row) { rows.push_back(fx_row(row)); }, after_pair, limit);
    return rows;
}

std::optional<FxRow> StockView::fx_rate(store::Database& db, std::string_view pair) {
    return db.one("select pair, base, quote, rate, time, received, version from fx_rates where pair = ?1", fx_row, pair);
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
