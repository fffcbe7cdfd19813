#include <limits>

#include "services/stock/stock_view.hpp"
#include "shared/json/read.hpp"

namespace andvari::stock {
namespace {
constexpr std::string_view instrument_columns = "symbol, name, currency, halted, halt_reason, status_since, rules, version";
constexpr std::string_view action_columns =
    "id, place, symbol, kind, numerator, denominator, per_share, currency, effective, pays, due, cancelled";

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
    action.cancelled = row.integer(11) != 0;
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
    static const auto query =
        "select " + std::string{action_columns} + " from actions where symbol = ?1 and place > ?2 order by place limit ?3";
    db.each(
        query, [&](const store::Row& row) { rows.push_back(action_row(row)); }, symbol, after.value_or(0), limit);
    return rows;
}

std::optional<ActionRow> StockView::action(store::Database& db, const Symbol& symbol, std::string_view id) {
    static const auto query = "select " + std::string{action_columns} + " from actions where id = ?1 and symbol = ?2";
    return db.one(query, action_row, id, symbol);
}

std::vector<InstrumentAct> StockView::acts(store::Database& db, std::optional<std::uint64_t> before, std::int64_t limit) {
    std::vector<InstrumentAct> acts;
    db.each(
        "select place, time, actor, act, symbol, command, reason from acts where place < ?1 order by place desc limit ?2",
        [&](const store::Row& row) {
            auto& act = acts.emplace_back(InstrumentAct{static_cast<std::uint64_t>(row.integer(0)),
                                                        row.instant(1),
                                                        row.string(2),
                                                        row.string(3),
                                                        {row.string(4)},
                                                        row.string(5)});
            if (!row.is_null(6)) act.reason = row.string(6);
        },
        static_cast<std::int64_t>(before.value_or(std::numeric_limits<std::int64_t>::max())), limit);
    return acts;
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
