#include "services/portfolio/history_view.hpp"

#include "shared/eventing/ordinal.hpp"

namespace andvari::portfolio {
namespace {
// A fact makes at most two activities; an activity's place is its fact's times 2 and its number.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table activities (place integer primary key, account text not null, type integer not null, time integer not null,
        symbol text, side integer, quantity integer, price integer, net_amount integer not null, currency text not null,
        order_id text, trade text, transfer text);
    create index activities_by_account on activities (account, place);
    create table lots (account text not null, symbol text not null, place integer not null, trade text not null,
        opened_at integer not null, price integer not null, quantity integer not null, quantity_left integer not null,
        cost integer not null, cost_left integer not null, proceeds integer not null, realised integer not null,
        primary key (account, symbol, place));
    create index lots_with_something_left on lots (account, symbol, place) where quantity_left > 0;
    create table balances (account text not null, grain integer not null, bucket integer not null, cash integer not null,
        flow integer not null, primary key (account, grain, bucket));
    create table holdings (account text not null, symbol text not null, grain integer not null, bucket integer not null,
        held integer not null, paid integer not null, primary key (account, grain, symbol, bucket));
    create table marks (symbol text not null, grain integer not null, bucket integer not null, price integer not null,
        primary key (symbol, grain, bucket));
)sql"}};
constexpr std::string_view sources[] = {"portfolio", "stock"};
constexpr std::string_view all_tables[] = {"activities", "lots", "balances", "holdings", "marks"};
constexpr Grain grains[] = {Grain::minute, Grain::day};

std::int64_t bucket_of(Instant time, Grain grain) { return time.microseconds / length_of(grain); }
std::uint64_t place_of(const eventing::Envelope& envelope) { return eventing::ordinal(envelope.place) * 2; }
}  // namespace

HistoryView::HistoryView()
    : activity_rows_{"activities",
                     {"place", "account", "type", "time", "symbol", "side", "quantity", "price", "net_amount", "currency",
                      "order_id", "trade", "transfer"}},
      balance_rows_{"balances",
                    {"account", "grain", "bucket", "cash", "flow"},
                    "on conflict (account, grain, bucket) do update set cash = excluded.cash, flow = balances.flow + "
                    "excluded.flow"},
      holding_rows_{"holdings",
                    {"account", "symbol", "grain", "bucket", "held", "paid"},
                    "on conflict (account, grain, symbol, bucket) do update set held = excluded.held, paid = excluded.paid"},
      mark_rows_{"marks",
                 {"symbol", "grain", "bucket", "price"},
                 "on conflict (symbol, grain, bucket) do update set price = excluded.price"} {}

std::span<const store::Migration> HistoryView::schema() const { return migrations; }
std::span<const std::string_view> HistoryView::contexts() const { return sources; }
std::span<const std::string_view> HistoryView::tables() const { return all_tables; }

void HistoryView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    const auto& envelope = occurrence.envelope;
    const auto tell = [&](const auto& fact) { on(db, envelope, fact); };
    if (eventing::subject_token(envelope.subject, 1) == sources[0]) eventing::with_fact<Fact>(occurrence, tell);
    else eventing::with_fact<stock::Fact>(occurrence, tell);
}

void HistoryView::note(const eventing::Envelope& envelope, ActivityRow a, Money cash, Money flow) {
    const auto side = a.side ? std::optional{static_cast<int>(*a.side)} : std::nullopt;
    activity_rows_.add(place_of(envelope) + a.place, a.account, static_cast<int>(a.type), envelope.time, a.symbol, side,
                       a.quantity, a.price, a.net_amount, a.currency, a.order, a.trade, a.transfer);
    for (const auto grain : grains) {
        auto& point = balances_[{a.account, grain, bucket_of(envelope.time, grain)}];
        point.cash = cash;
        point.flow += flow;
    }
}

void HistoryView::hold(const eventing::Envelope& envelope, const AccountId& account, const Symbol& symbol, Quantity held,
                       Price paid) {
    for (const auto grain : grains) {
        auto& point = holdings_[{account, symbol, grain, bucket_of(envelope.time, grain)}];
        point.held = held;
        point.paid = paid;
    }
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const Deposited& e) {
    note(envelope, {.account = e.account, .type = ActivityType::csd, .net_amount = e.amount, .currency = e.currency}, e.cash,
         e.amount);
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const Withdrawn& e) {
    note(envelope, {.account = e.account, .type = ActivityType::csw, .net_amount = -e.amount, .currency = e.currency}, e.cash,
         -e.amount);
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const TransferSent& e) {
    note(envelope,
         {.account = e.account,
          .type = ActivityType::jnlc,
          .net_amount = -e.amount,
          .currency = e.currency,
          .transfer = e.transfer},
         e.cash, -e.amount);
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const TransferReceived& e) {
    note(envelope,
         {.account = e.account,
          .type = ActivityType::jnlc,
          .net_amount = e.amount,
          .currency = e.currency,
          .transfer = e.transfer},
         e.cash, e.amount);
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const TransferReturned& e) {
    note(envelope,
         {.account = e.account,
          .type = ActivityType::jnlc,
          .net_amount = e.amount,
          .currency = e.currency,
          .transfer = e.transfer},
         e.cash, e.amount);
}

void HistoryView::on(store::Database& db, const eventing::Envelope& envelope, const Settled& e) {
    const bool buys = e.side == order::Side::buy;
    ActivityRow fill{.account = e.account,
                     .type = ActivityType::fill,
                     .symbol = e.symbol,
                     .side = e.side,
                     .quantity = e.quantity,
                     .price = e.price,
                     .net_amount = buys ? -e.value : e.value,
                     .currency = e.currency,
                     .order = e.order,
                     .trade = e.trade};
    note(envelope, fill, e.cash, Money{});
    if (e.fee)
        note(envelope,
             {.account = e.account,
              .type = ActivityType::fee,
              .symbol = e.symbol,
              .net_amount = -*e.fee,
              .currency = e.currency,
              .order = e.order,
              .trade = e.trade,
              .place = 1},
             e.cash, Money{});
    hold(envelope, e.account, e.symbol, e.held, e.price);
    if (buys) buy(db, envelope, e);
    else take(db, e.account, e.symbol, e.quantity, e.value);
}

void HistoryView::on(store::Database& db, const eventing::Envelope& envelope, const HoldingDropped& e) {
    hold(envelope, e.account, e.symbol, Quantity{}, Price{});
    // What is given up brings nothing and loses nothing: the lots go without a trace in the profit.
    db.run("update lots set quantity_left = 0, cost_left = 0 where account = ?1 and symbol = ?2 and quantity_left > 0", e.account,
           e.symbol);
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const AccountReset& e) {
    const auto by = e.cash - e.before;
    note(envelope, {.account = e.account, .type = ActivityType::misc, .net_amount = by, .currency = e.currency}, e.cash, by);
}

void HistoryView::on(store::Database& db, const eventing::Envelope& envelope, const SharesSplit& e) {
    note(envelope,
         {.account = e.account,
          .type = ActivityType::split,
          .symbol = e.symbol,
          .quantity = e.held - e.before,
          .net_amount = Money{},
          .currency = e.currency},
         e.cash, Money{});
    hold(envelope, e.account, e.symbol, e.held, e.held.zero() ? Price{} : price_of(e.cost, e.held));
    split_lots(db, e);
}

/// Each lot has so many more shares, which cost the same; the newest takes what rounding left over.
void HistoryView::split_lots(store::Database& db, const SharesSplit& e) {
    struct Lot {
        std::int64_t place;
        Quantity quantity, left;
        Price price;
    };
    std::vector<Lot> lots;
    db.each(
        R"sql(select place, quantity, quantity_left, price from lots
              where account = ?1 and symbol = ?2 and quantity_left > 0 order by place)sql",
        [&](const store::Row& row) {
            lots.push_back({row.integer(0), row.amount<Quantity>(1), row.amount<Quantity>(2), row.amount<Price>(3)});
        },
        e.account, e.symbol);
    auto to_give = e.held;
    for (const auto& lot : lots) {
        const bool newest = &lot == &lots.back();
        const auto left = newest ? to_give : stock::after_split(lot.left, e.ratio);
        to_give -= left;
        db.run("update lots set quantity = ?4, quantity_left = ?5, price = ?6 where account = ?1 and symbol = ?2 and place = ?3",
               e.account, e.symbol, lot.place, stock::after_split(lot.quantity, e.ratio), left,
               Price::of_units(multiply_divide(lot.price.units(), e.ratio.denominator, e.ratio.numerator)));
    }
}

void HistoryView::on(store::Database&, const eventing::Envelope& envelope, const DividendPaid& e) {
    note(envelope,
         {.account = e.account,
          .type = ActivityType::div,
          .symbol = e.symbol,
          .quantity = e.held,
          .price = Price::of_units(e.per_share.units()),
          .net_amount = e.amount,
          .currency = e.currency},
         e.cash, Money{});
}

void HistoryView::on(store::Database&, const eventing::Envelope&, const stock::Quoted& e) {
    const auto& q = e.quote;
    if (!q.bid_size.positive() && !q.ask_size.positive()) return;
    for (const auto grain : grains)
        marks_[{e.symbol, grain, bucket_of(e.received, grain)}] = q.bid_size.positive() ? q.bid : q.ask;
}

void HistoryView::buy(store::Database& db, const eventing::Envelope& envelope, const Settled& e) {
    db.run(
        R"sql(insert into lots (account, symbol, place, trade, opened_at, price, quantity, quantity_left, cost, cost_left, proceeds,
                                   realised)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?8, 0, 0))sql",
        e.account, e.symbol, place_of(envelope), e.trade, envelope.time, e.price, e.quantity, e.value);
}

void HistoryView::take(store::Database& db, const AccountId& account, const Symbol& symbol, Quantity quantity, Money proceeds) {
    struct Lot {
        std::int64_t place;
        Quantity left;
        Money cost;
    };
    auto open = quantity;
    auto to_give = proceeds;
    while (open.positive()) {
        const auto lot = db.one(R"sql(select place, quantity_left, cost_left from lots
                                      where account = ?1 and symbol = ?2 and quantity_left > 0 order by place limit 1)sql",
                                [](const store::Row& row) {
                                    return Lot{row.integer(0), row.amount<Quantity>(1), row.amount<Money>(2)};
                                },
                                account, symbol);
        if (!lot) throw std::runtime_error{account.text + " sells more of " + symbol.text + " than it bought"};
        const auto part = std::min(open, lot->left);
        // The last part of a sale, and of a lot, gets what is left over, so that no millionth is lost.
        const auto brought = proportion(to_give, part, open);
        const auto cost = proportion(lot->cost, part, lot->left);
        db.run(R"sql(update lots set quantity_left = quantity_left - ?4, cost_left = cost_left - ?5, proceeds = proceeds + ?6,
                                     realised = realised + ?7
                     where account = ?1 and symbol = ?2 and place = ?3)sql",
               account, symbol, lot->place, part, cost, brought, brought - cost);
        open -= part;
        to_give -= brought;
    }
}

void HistoryView::flush(store::Database& db) {
    for (const auto& [key, point] : balances_) {
        const auto& [account, grain, bucket] = key;
        balance_rows_.add(account, static_cast<int>(grain), bucket, point.cash, point.flow);
    }
    for (const auto& [key, point] : holdings_) {
        const auto& [account, symbol, grain, bucket] = key;
        holding_rows_.add(account, symbol, static_cast<int>(grain), bucket, point.held, point.paid);
    }
    for (const auto& [key, price] : marks_) {
        const auto& [symbol, grain, bucket] = key;
        mark_rows_.add(symbol, static_cast<int>(grain), bucket, price);
    }
    balances_.clear();
    holdings_.clear();
    marks_.clear();
    for (auto* rows : {&activity_rows_, &balance_rows_, &holding_rows_, &mark_rows_}) rows->write(db);
}

void HistoryView::forget() {
    balances_.clear();
    holdings_.clear();
    marks_.clear();
    for (auto* rows : {&activity_rows_, &balance_rows_, &holding_rows_, &mark_rows_}) rows->clear();
}

}  // namespace andvari::portfolio
