#include "services/order/orders_view.hpp"

#include <stdexcept>

#include "events/engine.hpp"
#include "shared/eventing/ordinal.hpp"
#include "shared/eventing/with_fact.hpp"

namespace andvari::order {
namespace {
// The partial index holds what most lists ask for, the few open orders, however long an account's history grows.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table orders (place integer primary key, id text not null unique, account text not null, symbol text not null,
        side integer not null, type integer not null, time_in_force integer not null, quantity integer not null,
        limit_price integer, client_order_id text, actor text not null, created_at integer not null,
        status integer not null, pending_cancel integer not null, filled_quantity integer not null,
        filled_value integer not null, protection integer, reject_code text, reject_reason text,
        updated_at integer not null, version integer not null);
    create index orders_by_account on orders (account, place);
    create index orders_open on orders (account, place) where status < 3;
)sql"},
                                           {2, R"sql(
    alter table orders add column stop_price integer;
    alter table orders add column trail_price integer;
    alter table orders add column trail_percent integer;
    alter table orders add column notional integer;
    alter table orders add column extended_hours integer;
    alter table orders add column order_class integer;
    alter table orders add column take_profit integer;
    alter table orders add column stop_loss integer;
    alter table orders add column stop_loss_limit integer;
    alter table orders add column parent text;
    alter table orders add column replaces text;
    alter table orders add column replaced_by text;
)sql"},
                                           {3, R"sql(
    alter table orders add column triggered integer;
    alter table orders add column pending_replace integer not null default 0;
    create table trails (order_id text primary key, symbol text not null, side integer not null, mark integer,
        follows integer not null);
    create index orders_by_parent on orders (parent) where parent is not null;
    create index trails_that_follow on trails (symbol, side) where follows = 1;
)sql"}};
static_assert(static_cast<int>(Status::filled) == 3, "the index of open orders and its query say 3");
constexpr std::string_view sources[] = {"order", "engine"};
constexpr std::string_view all_tables[] = {"orders", "trails"};

// An open order waits for its next fact in memory; beyond this many, all are read again as they are needed.
constexpr std::size_t most_cached = 20'000;

OrderRow pending_order(Placed&& fact, const eventing::Envelope& envelope) {
    auto& ticket = fact.ticket;
    OrderRow row;
    row.id = std::move(ticket.order);
    row.account = std::move(ticket.account);
    row.symbol = std::move(ticket.symbol);
    row.side = ticket.side;
    row.type = ticket.kind;
    row.time_in_force = ticket.time_in_force;
    row.quantity = ticket.quantity;
    row.limit_price = ticket.limit_price;
    row.client_order_id = std::move(ticket.client_order_id);
    row.stop_price = ticket.stop_price;
    row.trail_price = ticket.trail_price;
    row.trail_percent = ticket.trail_percent;
    row.notional = ticket.notional;
    row.extended_hours = ticket.extended_hours;
    row.order_class = ticket.order_class;
    row.take_profit = ticket.take_profit;
    row.stop_loss = ticket.stop_loss;
    row.parent = std::move(ticket.parent);
    row.replaces = std::move(ticket.replaces);
    row.actor = std::move(fact.actor);
    row.created_at = envelope.time;
    row.place = eventing::ordinal(envelope.place);
    return row;
}

const OrderId& order_of(const Accepted& fact) { return fact.ticket.order; }
const OrderId& order_of(const auto& fact) { return fact.order; }

void change(OrderRow& row, const Accepted& fact) {
    row.status = Status::accepted;
    row.protection = fact.protection;
}
void change(OrderRow& row, const Rejected& fact) {
    row.status = Status::rejected;
    row.reject_code = fact.code;
    row.reject_reason = fact.reason;
}
void change(OrderRow& row, const PartiallyFilled& fact) {
    row.status = Status::partially_filled;
    row.filled_quantity = fact.filled;
    row.filled_value = fact.value;
}
void change(OrderRow& row, const Filled& fact) {
    row.status = Status::filled;
    row.pending_cancel = false;
    row.filled_quantity = fact.filled;
    row.filled_value = fact.value;
}
void change(OrderRow& row, const CancelRequested&) { row.pending_cancel = true; }
void change(OrderRow& row, const Cancelled& fact) {
    row.status = Status::cancelled;
    row.pending_cancel = false;
    row.reject_code = fact.code;
    row.reject_reason = fact.reason;
}
void change(OrderRow& row, const Expired&) {
    row.status = Status::expired;
    row.pending_cancel = false;
}
void change(OrderRow& row, const Triggered&) { row.triggered = true; }
void change(OrderRow& row, const Resized& fact) { row.quantity = fact.quantity; }
void change(OrderRow& row, const ReplaceRequested&) { row.pending_replace = true; }
void change(OrderRow&, const ReplaceSent&) {}
void change(OrderRow& row, const Replaced& fact) {
    row.status = Status::replaced;
    row.pending_cancel = row.pending_replace = false;
    row.replaced_by = fact.replaced_by;
}

/// What the engine tells of trailing stops, in a table of its own. A book's other facts are of no interest here, and most are not
/// even read.
void follow(store::Database& db, const eventing::Occurrence& occurrence) {
    const auto& type = occurrence.envelope.type;
    const auto ends = [&](const OrderId& order) { db.run("update trails set follows = 0 where order_id = ?1", order); };
    if (type == engine::Booked::type && occurrence.body.find("\"trailing_stop\"") != std::string_view::npos)
        eventing::with_fact<std::variant<engine::Booked>>(occurrence, [&](const engine::Booked& fact) {
            const auto& t = fact.ticket;
            if (t.kind == Kind::trailing_stop)
                db.run("insert into trails (order_id, symbol, side, mark, follows) values (?1, ?2, ?3, ?4, 1)", t.order, t.symbol,
                       static_cast<int>(t.side), fact.mark);
        });
    else if (type == engine::TrailMoved::type)
        eventing::with_fact<std::variant<engine::TrailMoved>>(occurrence, [&](const engine::TrailMoved& fact) {
            const bool rises = fact.side == Side::sell;
            db.run(rises ? "update trails set mark = ?3 where symbol = ?1 and side = ?2 and follows = 1 and (mark is null or "
                           "mark < ?3)"
                         : "update trails set mark = ?3 where symbol = ?1 and side = ?2 and follows = 1 and (mark is null or "
                           "mark > ?3)",
                   fact.symbol, static_cast<int>(fact.side), fact.mark);
        });
    else if (type == engine::Triggered::type || type == engine::Cancelled::type || type == engine::Expired::type ||
             type == engine::Replaced::type)
        eventing::with_fact<std::variant<engine::Triggered, engine::Cancelled, engine::Expired, engine::Replaced>>(
            occurrence, [&](const auto& fact) { ends(fact.order); });
}
}  // namespace

OrdersView::OrdersView()
    : rows_{"orders",
            {"place",
             "id",
             "account",
             "symbol",
             "side",
             "type",
             "time_in_force",
             "quantity",
             "limit_price",
             "client_order_id",
             "actor",
             "created_at",
             "status",
             "pending_cancel",
             "filled_quantity",
             "filled_value",
             "protection",
             "reject_code",
             "reject_reason",
             "updated_at",
             "version",
             "stop_price",
             "trail_price",
             "trail_percent",
             "notional",
             "extended_hours",
             "order_class",
             "take_profit",
             "stop_loss",
             "stop_loss_limit",
             "parent",
             "replaces",
             "replaced_by",
             "triggered",
             "pending_replace"},
            "on conflict (place) do update set status = excluded.status, pending_cancel = excluded.pending_cancel, "
            "filled_quantity = excluded.filled_quantity, filled_value = excluded.filled_value, protection = excluded.protection, "
            "reject_code = excluded.reject_code, reject_reason = excluded.reject_reason, updated_at = excluded.updated_at, "
            "version = excluded.version, replaced_by = excluded.replaced_by, triggered = excluded.triggered, "
            "pending_replace = excluded.pending_replace, quantity = excluded.quantity"} {}

std::span<const store::Migration> OrdersView::schema() const { return migrations; }
std::span<const std::string_view> OrdersView::contexts() const { return sources; }
std::span<const std::string_view> OrdersView::tables() const { return all_tables; }

void OrdersView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    if (occurrence.envelope.type.starts_with("andvari.engine.")) follow(db, occurrence);
    else apply_own(db, occurrence);
}

void OrdersView::apply_own(store::Database& db, const eventing::Occurrence& occurrence) {
    const auto& envelope = occurrence.envelope;
    eventing::with_fact<Fact>(occurrence, [&]<class F>(F fact) {
        if constexpr (std::is_same_v<F, CommandRefused>) {
            return;  // No order came of it.
        } else if constexpr (std::is_same_v<F, Withdrawn> || std::is_same_v<F, Repeated>) {
            return;  // Answer a Place; the Cancelled fact is what ends an order that was withdrawn.
        } else if constexpr (std::is_same_v<F, Placed>) {
            const auto id = fact.ticket.order;
            auto& entry = orders_[id];
            entry.row = pending_order(std::move(fact), envelope);
            touch(entry, envelope);
        } else if constexpr (std::is_same_v<F, CancelRejected>) {
            // It may name an order that never was, or somebody else's.
            auto* entry = load(db, fact.order);
            if (!entry || entry->row.account != fact.account || !entry->row.pending_cancel) return;
            entry->row.pending_cancel = false;
            touch(*entry, envelope);
        } else if constexpr (std::is_same_v<F, ReplaceRejected>) {
            auto* entry = load(db, fact.order);
            if (!entry || entry->row.account != fact.account || !entry->row.pending_replace) return;
            entry->row.pending_replace = false;
            touch(*entry, envelope);
        } else {
            const auto& id = order_of(fact);
            auto* entry = load(db, id);
            if (!entry) throw std::runtime_error{envelope.type + " of an order that was never placed: " + id.text};
            change(entry->row, fact);
            touch(*entry, envelope);
        }
    });
}

OrdersView::Entry* OrdersView::load(store::Database& db, const OrderId& id) {
    if (const auto found = orders_.find(id); found != orders_.end()) return &found->second;
    auto row = find(db, id);
    return row ? &orders_.emplace(id, Entry{std::move(*row)}).first->second : nullptr;
}

void OrdersView::touch(Entry& entry, const eventing::Envelope& envelope) {
    entry.row.updated_at = envelope.time;
    entry.row.version = envelope.place.sequence;
    if (entry.dirty) return;
    entry.dirty = true;
    dirty_.push_back(entry.row.id);
}

void OrdersView::flush(store::Database& db) {
    const auto number = [](auto value) { return static_cast<int>(value); };
    const auto optional_number = [](auto value) { return value ? std::optional{static_cast<int>(*value)} : std::nullopt; };
    for (const auto& id : dirty_) {
        auto& entry = orders_.at(id);
        const auto& r = entry.row;
        rows_.add(r.place, r.id, r.account, r.symbol, number(r.side), number(r.type), number(r.time_in_force), r.quantity,
                  r.limit_price, r.client_order_id, r.actor, r.created_at, number(r.status), r.pending_cancel, r.filled_quantity,
                  r.filled_value, r.protection, r.reject_code, r.reject_reason, r.updated_at, r.version, r.stop_price,
                  r.trail_price, r.trail_percent, r.notional, r.extended_hours, optional_number(r.order_class),
                  r.take_profit ? std::optional{r.take_profit->limit_price} : std::nullopt,
                  r.stop_loss ? std::optional{r.stop_loss->stop_price} : std::nullopt,
                  r.stop_loss ? r.stop_loss->limit_price : std::nullopt, r.parent, r.replaces, r.replaced_by, r.triggered,
                  r.pending_replace);
        entry.dirty = false;
        if (!is_open(r.status)) orders_.erase(id);
    }
    dirty_.clear();
    rows_.write(db);
    if (orders_.size() > most_cached) orders_.clear();
}

void OrdersView::forget() {
    orders_.clear();
    dirty_.clear();
    rows_.clear();
}

}  // namespace andvari::order
