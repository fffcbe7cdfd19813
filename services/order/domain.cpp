#include "services/order/domain.hpp"

#include <algorithm>
#include <stdexcept>

#include "shared/eventing/rules.hpp"

namespace andvari::order {
namespace {
std::string already(Status status) { return "order_already_" + std::string{json::name_of(status)}; }

[[noreturn]] void broken(const OrderId& order, const char* what) { throw std::logic_error{"order " + order.text + ": " + what}; }

const Ticket& ticket_of(const Order& order, const OrderId& id) {
    if (!order.exists()) broken(id, "is spoken of, but was never placed");
    return *order.ticket;
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
    const bool visible =
        order.exists() && order.ticket->account == c.account && (given.actor == order.actor || is_operator(given.actor));
    if (!visible) return Refusal{"order_not_found", "no order " + c.order.text + " in account " + c.account.text};
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
    return Facts<Fact>{{Accepted{ticket, c.protection}, order.place}};
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
    if (filled > ticket.quantity) broken(c.order, "traded more than its quantity");
    if (filled == ticket.quantity)
        return Facts<Fact>{Filled{c.order, ticket.account, c.trade, c.quantity, c.price, filled, value}};
    return Facts<Fact>{PartiallyFilled{c.order, ticket.account, c.trade, c.quantity, c.price, filled, value}};
}

Decision<Fact> decide(const Order& order, const ConfirmCancel& c, const Given&) {
    const auto& ticket = ticket_of(order, c.order);
    if (order.ended()) return Facts<Fact>{};
    if (order.filled + c.remaining != ticket.quantity)
        broken(c.order, "was cancelled with another remainder than its trades left");
    return Facts<Fact>{{Cancelled{c.order, ticket.account, order.filled}, order.cancel}};
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
    if (order.filled + c.remaining != ticket.quantity) broken(c.order, "expired with another remainder than its trades left");
    return Facts<Fact>{Expired{c.order, ticket.account, order.filled}};
}

void evolve(Order& order, const Placed& e) {
    order.ticket = e.ticket;
    order.actor = e.actor;
    order.place = e.command;
}

void evolve(Order& order, const Accepted&) { order.status = Status::accepted; }
void evolve(Order& order, const Rejected&) { order.status = Status::rejected; }
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
    eventing::never_refused("an order's reaction", refusal.code);
}

}  // namespace andvari::order
