#include "services/order/domain.hpp"

#include <algorithm>

#include "services/order/life.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::order {
namespace {
std::string reason_of(std::string_view code) {
    if (code == "self_trade") return "it would have traded with another order of its owner";
    if (code == "exit_done") return "the other exit traded, or came alive";
    if (code == "split") return "its shares were split: place it anew in the new ones";
    if (code == "exit_cancelled") return "an order that belongs to it was cancelled";
    return "its entry ended";
}

template <class Trade>
void take_trade(Order& order, const Trade& e, Status status) {
    order.status = status;
    order.filled = e.filled;
    order.value = e.value;
    if (order.trades.size() == remembered_trades) order.trades.erase(order.trades.begin());
    order.trades.push_back(e.trade);
}
}  // namespace

Decision<Fact> decide(const Order& order, const Cancel& c, const Given& given) {
    if (!is_visible(order, c.account, given))
        return Refusal{"order_not_found", "no order " + c.order.text + " in account " + c.account.text};
    if (!order.cancel.empty()) return Refusal{"cancel_already_requested", "an earlier cancel waits for its answer"};
    if (order.ended()) return Refusal{already(order.status), "order " + c.order.text + " has ended"};
    if (order.open()) return Facts<Fact>{CancelRequested{c.order, c.account, order.ticket->symbol, given.command}};
    return Facts<Fact>{
        {Cancelled{c.order, c.account, Quantity{}}, given.command},
        {Withdrawn{c.order, c.account, "cancelled_before_acceptance", "a cancel came before the acceptance"}, order.place}};
}

Decision<Fact> decide(const Order& order, const Accept& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.status != Status::pending) return Facts<Fact>{};  // Accepted before, or cancelled meanwhile.
    return Facts<Fact>{{Accepted{ticket, c.protection, c.owner, c.most, c.stop_protection, c.splits}, order.place}};
}

Decision<Fact> decide(const Order& order, const Reject& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.status != Status::pending) return Facts<Fact>{};
    return Facts<Fact>{{Rejected{c.order, ticket.account, c.code, c.reason}, order.place}};
}

Decision<Fact> decide(const Order& order, const Fill& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (std::ranges::find(order.trades, c.trade) != order.trades.end()) return Facts<Fact>{};
    if (!order.open()) broken(c.order, "traded while it was not in the book");
    const auto filled = order.filled + c.quantity;
    const auto value = order.value + value_of(c.price, c.quantity);
    if (filled > order.quantity()) broken(c.order, "traded more than its quantity");
    if (filled == order.quantity())
        return Facts<Fact>{Filled{c.order, ticket.account, c.trade, c.quantity, c.price, filled, value}};
    return Facts<Fact>{PartiallyFilled{c.order, ticket.account, c.trade, c.quantity, c.price, filled, value}};
}

Decision<Fact> decide(const Order& order, const ConfirmCancel& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.ended()) return Facts<Fact>{};
    if (order.filled + c.remaining != order.quantity())
        broken(c.order, "was cancelled with another remainder than its trades left");
    Cancelled cancelled{c.order, ticket.account, order.filled};
    if (c.code) {
        cancelled.code = c.code;
        cancelled.reason = reason_of(*c.code);
    }
    return Facts<Fact>{{std::move(cancelled), order.cancel}};
}

Decision<Fact> decide(const Order& order, const RefuseCancel& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.cancel.empty()) return Facts<Fact>{};
    if (!order.ended()) broken(c.order, "is not in the book, but never ended");
    return Facts<Fact>{
        {CancelRejected{c.order, ticket.account, already(order.status), "it ended before the cancel"}, order.cancel}};
}

Decision<Fact> decide(const Order& order, const Expire& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.ended()) return Facts<Fact>{};
    if (order.filled + c.remaining != order.quantity()) broken(c.order, "expired with another remainder than its trades left");
    return Facts<Fact>{Expired{c.order, ticket.account, order.filled}};
}

Decision<Fact> decide(const Order& order, const Trigger& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.triggered) return Facts<Fact>{};
    return Facts<Fact>{Triggered{c.order, ticket.account, c.stop_price}};
}

Decision<Fact> decide(const Order& order, const Resize& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    const auto quantity = order.filled + c.remaining;
    if (order.ended() || quantity == order.quantity()) return Facts<Fact>{};
    return Facts<Fact>{Resized{c.order, ticket.account, quantity}};
}

void evolve(Order& order, const Placed& e) {
    order.ticket = e.ticket;
    order.actor = e.actor;
    order.place = e.command;
}

void evolve(Order& order, const Accepted& e) {
    order.status = Status::accepted;
    order.owner = e.owner;
}

void evolve(Order& order, const Rejected& e) {
    order.status = Status::rejected;
    order.code = e.code;
    order.reason = e.reason;
}

void evolve(Order& order, const PartiallyFilled& e) { take_trade(order, e, Status::partially_filled); }
void evolve(Order& order, const Filled& e) { take_trade(order, e, Status::filled); }
void evolve(Order& order, const CancelRequested& e) { order.cancel = e.command; }

void evolve(Order& order, const Cancelled&) {
    order.status = Status::cancelled;
    order.cancel.clear();
}

void evolve(Order&, const Withdrawn&) {}

void evolve(Order& order, const CancelRejected& e) {
    // That the order had ended is only said as the engine's answer, or while no answer is awaited. Other refusals are of other
    // Cancels.
    if (e.code.starts_with("order_already_")) order.cancel.clear();
}

void evolve(Order& order, const Expired&) { order.status = Status::expired; }
void evolve(Order&, const CommandRefused&) {}
void evolve(Order& order, const Triggered&) { order.triggered = true; }
void evolve(Order&, const Repeated&) {}
void evolve(Order& order, const Resized& e) { order.resized = e.quantity; }

std::string aggregate_of(const Command& command, const Given& given) {
    return std::visit(eventing::Overloaded{[&](const Place& c) { return order_id_for(c, given.command).text; },
                                           [](const auto& c) { return c.order.text; }},
                      command);
}

std::string aggregate_of(const Fact& fact) {
    return std::visit(
        eventing::Overloaded{[](const Placed& e) { return e.ticket.order.text; },
                             [](const Accepted& e) { return e.ticket.order.text; }, [](const auto& e) { return e.order.text; }},
        fact);
}

std::string key_of(const Fact& fact) {
    return std::visit(eventing::Overloaded{[](const Placed& e) { return e.ticket.account.text; },
                                           [](const Accepted& e) { return e.ticket.account.text; },
                                           [](const auto& e) { return e.account.text; }},
                      fact);
}

std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command& command, const Given& given, const Refusal& refusal) {
    if (const auto* place = std::get_if<Place>(&command))
        return CommandRefused{order_id_for(*place, given.command), place->account, refusal.code, refusal.reason};
    if (const auto* cancel = std::get_if<Cancel>(&command))
        return CancelRejected{cancel->order, cancel->account, refusal.code, refusal.reason};
    if (const auto* replace = std::get_if<Replace>(&command))
        return ReplaceRejected{replace->order, replace->account, replacement_id(replace->order, given.command), refusal.code,
                               refusal.reason};
    eventing::never_refused("an order's reaction", refusal.code);
}

}  // namespace andvari::order
