#include "checks/orders.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::checks {

void Orders::on(const eventing::Envelope& envelope, const order::Fact& fact) {
    std::visit([&](const auto& f) { on(envelope, f); }, fact);
}

void Orders::found(const eventing::Envelope& envelope, const OrderId& order, std::string_view what) {
    const auto verb = eventing::verb_of_type(envelope.type);
    findings_.add(Invariant::fills_match, "order " + order.text + " is " + std::string{verb} + ", but " + std::string{what},
                  envelope.id);
}

Orders::Open* Orders::in_state(const eventing::Envelope& envelope, const OrderId& order, bool accepted) {
    const auto open = open_.find(order);
    if (open == open_.end()) return found(envelope, order, "it is not open"), nullptr;
    if (open->second.accepted != accepted)
        return found(envelope, order, accepted ? "it was not accepted" : "it is pending no more"), nullptr;
    return &open->second;
}

void Orders::on(const eventing::Envelope& envelope, const order::Placed& e) {
    ++placed_;
    if (!open_.emplace(e.ticket.order, Open{e.ticket, {}, false, {}, {}, e.ticket.quantity}).second)
        found(envelope, e.ticket.order, "it was placed before");
}

void Orders::on(const eventing::Envelope& envelope, const order::Accepted& e) {
    ties_.bookings.tell(Ties::order_accepted, e.ticket.order.text, Booking{e.ticket, e.protection}, envelope, findings_);
    auto* open = in_state(envelope, e.ticket.order, false);
    if (!open) return;
    if (!(open->ticket == e.ticket)) found(envelope, e.ticket.order, "its ticket is another one");
    open->accepted = true;
    open->protection = e.protection;
}

void Orders::on(const eventing::Envelope& envelope, const order::Rejected& e) {
    ties_.releases.tell(Ties::order_closed, e.order.text, std::nullopt, envelope, findings_);
    if (in_state(envelope, e.order, false)) open_.erase(e.order);
}

void Orders::on(const eventing::Envelope& envelope, const order::Resized& e) {
    auto* open = in_state(envelope, e.order, true);
    if (!open) return;
    if (e.quantity <= open->filled) found(envelope, e.order, "it has traded " + open->filled.text());
    open->quantity = e.quantity;
}

void Orders::on(const eventing::Envelope& envelope, const order::CancelRequested& e) { in_state(envelope, e.order, true); }

template <class Trade>
void Orders::fill(const eventing::Envelope& envelope, const Trade& e, bool last) {
    auto* open = in_state(envelope, e.order, true);
    std::optional<TradeSide> side;
    if (open) side = TradeSide{e.account, open->ticket.symbol, open->ticket.side, e.quantity, e.price};
    ties_.trades.tell(Ties::order_filled, Ties::trade_key(e.trade, e.order), std::move(side), envelope, findings_);
    if (!open) return;

    open->filled += e.quantity;
    open->value += value_of(e.price, e.quantity);
    const auto& t = open->ticket;
    if (!e.quantity.positive()) found(envelope, e.order, "its trade is of nothing");
    if (open->filled != e.filled)
        found(envelope, e.order, "its trades come to " + open->filled.text() + ", not " + e.filled.text());
    if (open->value != e.value)
        found(envelope, e.order, "its trades are worth " + open->value.text() + ", not " + e.value.text());
    if (open->filled > open->quantity) found(envelope, e.order, "that is more than its quantity " + open->quantity.text());
    if (last ? open->filled < open->quantity : open->filled == open->quantity)
        found(envelope, e.order, "it has traded " + open->filled.text() + " of " + open->quantity.text());
    if (t.side == order::Side::buy ? e.price > open->protection : e.price < open->protection)
        found(envelope, e.order, "the price " + e.price.text() + " is worse than " + open->protection.text());
    if (last) open_.erase(e.order);
}

void Orders::end(const eventing::Envelope& envelope, const OrderId& order, Quantity filled, bool pending_may) {
    const auto found_open = open_.find(order);
    const bool pending = pending_may && found_open != open_.end() && !found_open->second.accepted;
    auto* open = in_state(envelope, order, !pending);
    std::optional<Remainder> rest;
    // How many shares a notional comes to is known once it trades.
    const bool unknown = open && open->ticket.notional && open->quantity.zero();
    if (open && !unknown) rest = Remainder{open->quantity - filled};
    // A pending order was never in the book.
    if (!pending) ties_.removals.tell(Ties::order_ended, order.text, rest, envelope, findings_);
    // What exits share, and what a replacement took over, is released when the engine says so.
    const bool shares =
        open && (open->ticket.parent || open->ticket.replaces || open->ticket.order_class == order::OrderClass::oco);
    // One that was still pending may have been denied, or not even been looked at.
    // The portfolio may hear of a notional's end before it hears how many shares it came to, and frees those as well.
    const auto freed = open && open->ticket.notional ? std::nullopt : rest;
    if (!shares) ties_.releases.tell(Ties::order_closed, order.text, freed, envelope, findings_);
    else if (pending) ties_.releases.excuse(Ties::order_closed, order.text);
    if (!open) return;
    if (open->filled != filled) found(envelope, order, "its trades come to " + open->filled.text() + ", not " + filled.text());
    if (!unknown && filled >= open->quantity) found(envelope, order, "all of it had traded");
    open_.erase(order);
}

}  // namespace andvari::checks
