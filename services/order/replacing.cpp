// One order in place of another: the portfolio first holds what the larger of the two may need, then the engine decides.
#include <stdexcept>

#include "services/order/domain.hpp"
#include "services/order/life.hpp"

namespace andvari::order {
namespace {
/// The terms that the order would have.
Ticket changed(const Order& order, const Replace& c, OrderId id) {
    auto ticket = *order.ticket;
    ticket.replaces = std::move(ticket.order);
    ticket.order = std::move(id);
    ticket.client_order_id.reset();
    ticket.quantity = (c.quantity ? *c.quantity : order.quantity()) - order.filled;
    if (c.limit_price) ticket.limit_price = c.limit_price;
    if (c.stop_price) ticket.stop_price = c.stop_price;
    if (c.trail_price) {
        ticket.trail_price = c.trail_price;
        ticket.trail_percent = c.trail_percent;
    } else if (c.trail_percent) {
        ticket.trail_price.reset();
        ticket.trail_percent = c.trail_percent;
    }
    if (c.time_in_force) ticket.time_in_force = *c.time_in_force;
    return ticket;
}

bool is_empty(const Replace& c) {
    return !c.quantity && !c.limit_price && !c.stop_price && !c.trail_price && !c.trail_percent && !c.time_in_force;
}

/// What is wrong with the terms that it would have.
std::optional<Refusal> trouble_with(const Ticket& t) {
    Place place{t.account, t.symbol, t.side, t.kind, t.time_in_force, t.quantity, t.limit_price, std::nullopt};
    place.stop_price = t.stop_price;
    place.trail_price = t.trail_price;
    place.trail_percent = t.trail_percent;
    place.extended_hours = t.extended_hours;
    return order::trouble_with(place);
}

bool waits_for(const Order& order, const OrderId& replacement) {
    return order.replace && order.replace->replacement.ticket.order == replacement;
}

Facts<Fact> reject(const Order& order, std::string code, std::string reason) {
    const auto& r = *order.replace;
    return {{ReplaceRejected{r.order, r.account, r.replacement.ticket.order, std::move(code), std::move(reason)},
             r.replacement.command}};
}
}  // namespace

Decision<Fact> decide(const Order& order, const Replace& c, const Given& given) {
    if (!is_visible(order, c.account, given))
        return Refusal{"order_not_found", "no order " + c.order.text + " in account " + c.account.text};
    if (order.replace) return Refusal{"replace_already_requested", "an earlier replace waits for its answer"};
    if (!order.cancel.empty()) return Refusal{"cancel_already_requested", "an earlier cancel waits for its answer"};
    if (order.ended()) return Refusal{already(order.status), "order " + c.order.text + " has ended"};
    if (order.status == Status::pending) return Refusal{"order_pending", "the order is not accepted yet: ask again"};
    const auto& t = *order.ticket;
    if (t.notional || t.parent || t.take_profit || t.stop_loss)
        return Refusal{"not_replaceable", "such an order cannot be replaced: cancel it and place another"};
    if (order.triggered) return Refusal{"stop_already_triggered", "its price was reached: cancel it and place another order"};
    if (is_empty(c)) return Refusal{"nothing_to_replace", "a replace changes at least one of the order's terms"};
    if (c.quantity && *c.quantity <= order.filled && c.quantity->positive())
        return Refusal{"quantity_already_traded", order.filled.text() + " of it has traded"};
    auto ticket = changed(order, c, replacement_id(c.order, given.command));
    if (c.quantity && !c.quantity->positive()) ticket.quantity = *c.quantity;
    if (auto trouble = trouble_with(ticket)) return *trouble;
    const bool waits = ticket.time_in_force == TimeInForce::day || ticket.time_in_force == TimeInForce::gtc;
    if (!waits) return Refusal{"time_in_force_not_allowed", "an order that stands is day or gtc"};
    return Facts<Fact>{ReplaceRequested{c.order, c.account, {std::move(ticket), given.actor, given.command}, c.quantity}};
}

Decision<Fact> decide(const Order& order, const SendReplace& c, const Given&) {
    ticket_of(order, c.order);
    if (!waits_for(order, c.replacement) || order.replace_sent) return Facts<Fact>{};
    if (order.ended()) return reject(order, already(order.status), "it ended before it could be replaced");
    const auto& r = *order.replace;
    return Facts<Fact>{ReplaceSent{r.order, r.account, r.replacement, c.protection, order.quantity(), r.total, order.owner}};
}

Decision<Fact> decide(const Order& order, const RefuseReplace& c, const Given&) {
    ticket_of(order, c.order);
    if (!waits_for(order, c.replacement)) return Facts<Fact>{};
    if (order.ended()) return reject(order, already(order.status), "it ended before it could be replaced");
    return reject(order, c.code, c.reason);
}

Decision<Fact> decide(const Order& order, const FinishReplace& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.ended()) return Facts<Fact>{};
    if (!waits_for(order, c.replacement)) broken(c.order, "was replaced, but nobody asked for it");
    if (order.filled + c.remaining != order.quantity())
        broken(c.order, "was replaced with another remainder than its trades left");
    return Facts<Fact>{{Replaced{c.order, ticket.account, order.filled, c.replacement}, order.replace->replacement.command}};
}

Decision<Fact> decide(const Order& order, const Emerge& c, const Given& given) {
    if (order.exists()) return Facts<Fact>{};
    return Facts<Fact>{Placed{c.made.ticket, given.time, c.made.actor, c.made.command},
                       Accepted{c.made.ticket, c.protection, c.owner}};
}

void evolve(Order& order, const ReplaceRequested& e) { order.replace = e; }
void evolve(Order& order, const ReplaceSent&) { order.replace_sent = true; }

void evolve(Order& order, const Replaced&) {
    order.status = Status::replaced;
    order.replace.reset();
    order.replace_sent.reset();
}

void evolve(Order& order, const ReplaceRejected& e) {
    if (!waits_for(order, e.replacement)) return;  // Another Replace was refused.
    order.replace.reset();
    order.replace_sent.reset();
}

}  // namespace andvari::order
