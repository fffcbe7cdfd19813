#include "services/stock/stock_view.hpp"

#include "shared/eventing/ordinal.hpp"
#include "shared/eventing/rules.hpp"
#include "shared/json/write.hpp"

namespace andvari::stock {
namespace {
// The third begins anew with the log, by forgetting how far it was read (Projection): it has the acts of before, and so must the
// table.
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
)sql"},
                                           {3, R"sql(
    create table fx_rates (pair text primary key, base text not null, quote text not null, rate integer not null,
        time integer not null, received integer not null, version integer not null);
    create table acts (place integer primary key, time integer not null, actor text not null, act text not null,
        symbol text not null, command text not null, reason text);
    alter table actions add column cancelled integer not null default 0;
    delete from instruments;
    delete from quotes;
    delete from bars;
    delete from phases;
    delete from actions;
    delete from source_positions;
)sql"}};
constexpr std::string_view sources[] = {"stock"};
constexpr std::string_view all_tables[] = {"instruments", "quotes", "bars", "phases", "actions", "fx_rates", "acts"};

/// What a command came to: feeds bring the same facts, but those answer nobody.
template <class F>
void note_act(store::Database& db, const eventing::Envelope& e, const F& fact) {
    if (e.answers.empty() || std::is_same_v<F, CommandRefused>) return;
    if constexpr (requires { fact.symbol; }) {
        auto act = eventing::verb_of_type(F::type);
        std::optional<std::string> reason;
        if constexpr (std::is_same_v<F, StatusChanged>) {
            act = fact.halted ? "halted" : "resumed";
            reason = fact.reason;
        }
        db.run("insert into acts (place, time, actor, act, symbol, command, reason) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
               eventing::ordinal(e.place), e.time, e.actor, act, fact.symbol, e.answers, reason);
    }
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
        note_act(db, occurrence.envelope, fact);
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
        } else if constexpr (std::is_same_v<F, ActionCancelled>) {
            db.run("update actions set cancelled = 1 where id = ?1", fact.action);
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

}  // namespace andvari::stock
