// What an order may ask for.
#include <algorithm>

#include "services/order/domain.hpp"

namespace andvari::order {
namespace {
using Trouble = std::optional<Refusal>;

bool is_client_order_id(std::string_view text) {
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// What is wrong with a price, if there is one.
Trouble trouble_with(const std::string& name, const std::optional<Price>& price) {
    if (!price) return std::nullopt;
    if (!price->positive()) return Refusal{name + "_not_positive", "a " + name + " is above zero"};
    if (*price > largest_price) return Refusal{name + "_too_large", "a " + name + " is at most " + largest_price.text()};
    return std::nullopt;
}

/// What is wrong with a price that `kind` has, or has not.
Trouble trouble_with(const std::string& name, const std::optional<Price>& price, bool wanted, Kind kind) {
    const auto what = std::string{json::name_of(kind)} + " order";
    if (!wanted && price) return Refusal{name + "_not_allowed", "a " + what + " has no " + name};
    if (wanted && !price) return Refusal{name + "_missing", "a " + what + " has a " + name};
    return trouble_with(name, price);
}

Trouble trouble_with_notional(const Place& c) {
    if (c.quantity) return Refusal{"notional_with_quantity", "an order has a quantity or a notional, not both"};
    if (c.kind != Kind::market || c.time_in_force != TimeInForce::day)
        return Refusal{"notional_not_allowed", "only market orders for the day may have a notional: give a quantity"};
    if (*c.notional < least_notional) return Refusal{"notional_too_small", "a notional is at least " + least_notional.text()};
    if (*c.notional > largest_notional) return Refusal{"notional_too_large", "a notional is at most " + largest_notional.text()};
    return std::nullopt;
}

Trouble trouble_with_amount(const Place& c) {
    if (c.notional) return trouble_with_notional(c);
    if (!c.quantity) return Refusal{"quantity_missing", "an order has a quantity or a notional"};
    if (!c.quantity->positive()) return Refusal{"quantity_not_positive", "a quantity is above zero"};
    if (*c.quantity > largest_quantity) return Refusal{"quantity_too_large", "a quantity is at most " + largest_quantity.text()};
    return std::nullopt;
}

Trouble trouble_with_trail(const Place& c) {
    const bool trailing = c.kind == Kind::trailing_stop;
    if (!trailing && (c.trail_price || c.trail_percent))
        return Refusal{"trail_not_allowed", "only a trailing_stop order has a trail_price or a trail_percent"};
    if (trailing && c.trail_price.has_value() == c.trail_percent.has_value())
        return Refusal{c.trail_price ? "trail_ambiguous" : "trail_missing",
                       "a trailing_stop order has either a trail_price or a trail_percent"};
    if (auto trouble = trouble_with("trail_price", c.trail_price)) return trouble;
    if (c.trail_percent && !c.trail_percent->positive())
        return Refusal{"trail_percent_not_positive", "a trail_percent is above zero"};
    if (c.trail_percent && *c.trail_percent >= Percent::whole(100))
        return Refusal{"trail_percent_too_large", "a trail_percent is below 100"};
    return std::nullopt;
}

Trouble trouble_with_prices(const Place& c) {
    const bool limited = c.kind == Kind::limit || c.kind == Kind::stop_limit;
    const bool stopped = c.kind == Kind::stop || c.kind == Kind::stop_limit;
    if (auto trouble = trouble_with("limit_price", c.limit_price, limited, c.kind)) return trouble;
    if (auto trouble = trouble_with("stop_price", c.stop_price, stopped, c.kind)) return trouble;
    if (auto trouble = trouble_with_trail(c)) return trouble;
    const auto price = c.limit_price ? c.limit_price : c.stop_price;
    if (price && c.quantity && value_of(*price, *c.quantity) < smallest_notional)
        return Refusal{"notional_too_small", "quantity times price is at least " + smallest_notional.text()};
    return std::nullopt;
}

Trouble trouble_with_times(const Place& c) {
    const bool waits = c.time_in_force == TimeInForce::day || c.time_in_force == TimeInForce::gtc;
    if (is_stop(c.kind) && !waits)
        return Refusal{"time_in_force_not_allowed", "a stop order waits: its time_in_force is day or gtc"};
    if (c.extended_hours.value_or(false) && (c.kind != Kind::limit || !waits))
        return Refusal{"extended_hours_not_allowed", "an order for extended hours is a limit order for the day or gtc"};
    return std::nullopt;
}

/// The lowest price at which the order takes its profit.
std::optional<Price> profit_of(const Place& c) {
    if (c.order_class == OrderClass::oco) return c.limit_price;
    return c.take_profit ? std::optional{c.take_profit->limit_price} : std::nullopt;
}

Trouble trouble_with_exit_prices(const Place& c) {
    if (c.take_profit)
        if (auto trouble = trouble_with("take_profit_price", c.take_profit->limit_price)) return trouble;
    if (!c.stop_loss) return std::nullopt;
    if (auto trouble = trouble_with("stop_loss_price", c.stop_loss->stop_price)) return trouble;
    if (auto trouble = trouble_with("stop_loss_limit", c.stop_loss->limit_price)) return trouble;
    if (const auto profit = profit_of(c); profit && *profit <= c.stop_loss->stop_price)
        return Refusal{"exits_crossed", "the price of the profit is above the stop_price of the loss"};
    return std::nullopt;
}

Trouble trouble_with_class(const Place& c) {
    const auto order_class = c.order_class.value_or(OrderClass::simple);
    const bool simple = order_class == OrderClass::simple, oco = order_class == OrderClass::oco;
    if (simple && (c.take_profit || c.stop_loss))
        return Refusal{"exits_not_allowed", "a simple order has neither take_profit nor stop_loss: say which order_class"};
    if (simple) return std::nullopt;
    if (c.side != (oco ? Side::sell : Side::buy))
        return Refusal{"exits_must_sell", "exits sell what is held: a bracket or oto order buys, an oco order sells"};
    if (c.time_in_force != TimeInForce::day && c.time_in_force != TimeInForce::gtc)
        return Refusal{"time_in_force_not_allowed", "an order with exits is day or gtc"};
    if (c.notional) return Refusal{"notional_not_allowed", "an order with exits has a quantity"};
    if (oco && (c.kind != Kind::limit || c.take_profit || !c.stop_loss))
        return Refusal{"exits_do_not_fit", "an oco order is a limit order, which takes the profit, with a stop_loss"};
    if (order_class == OrderClass::bracket && !(c.take_profit && c.stop_loss))
        return Refusal{"exits_do_not_fit", "a bracket order has a take_profit and a stop_loss"};
    if (order_class == OrderClass::oto && c.take_profit.has_value() == c.stop_loss.has_value())
        return Refusal{"exits_do_not_fit", "an oto order has either a take_profit or a stop_loss"};
    return trouble_with_exit_prices(c);
}

Trouble every_trouble_with(const Place& c) {
    for (const auto& rule : {trouble_with_amount, trouble_with_prices, trouble_with_times, trouble_with_class})
        if (auto trouble = rule(c)) return trouble;
    return std::nullopt;
}

Ticket ticket_of(const Place& c, OrderId id) {
    Ticket ticket{std::move(id), c.account,        c.symbol, c.side, c.kind, c.time_in_force, c.quantity.value_or(Quantity{}),
                  c.limit_price, c.client_order_id};
    ticket.stop_price = c.stop_price;
    ticket.trail_price = c.trail_price;
    ticket.trail_percent = c.trail_percent;
    ticket.notional = c.notional;
    ticket.extended_hours = c.extended_hours;
    ticket.order_class = c.order_class;
    ticket.take_profit = c.take_profit;
    ticket.stop_loss = c.stop_loss;
    return ticket;
}

/// The same again, under another command: what came of the first is said once more.
Decision<Fact> repeat(const Order& order, const Place& c, const Given& given) {
    const auto& id = order.ticket->order;
    const bool own = given.actor == order.actor || is_operator(given.actor);
    if (!own || ticket_of(c, id) != *order.ticket)
        return Refusal{"client_order_id_in_use",
                       "order " + id.text + " has this client_order_id, and other terms: choose another"};
    if (order.status == Status::rejected) return Refusal{*order.code, *order.reason};
    return Facts<Fact>{{Repeated{id, c.account}, given.command}};
}
}  // namespace

std::optional<Refusal> trouble_with(const Place& c) { return every_trouble_with(c); }

Decision<Fact> decide(const Order& order, const Place& c, const Given& given) {
    auto id = order_id_for(c, given.command);
    if (c.client_order_id && !is_client_order_id(*c.client_order_id))
        return Refusal{"client_order_id_invalid", "a client_order_id has 1 to 128 printable ASCII characters"};
    if (order.exists() && order.place == given.command) return Facts<Fact>{};
    if (order.exists() && c.client_order_id) return repeat(order, c, given);
    if (order.exists()) return Refusal{"order_id_in_use", "order " + id.text + " exists"};
    if (auto trouble = trouble_with(c)) return *trouble;
    return Facts<Fact>{Placed{ticket_of(c, std::move(id)), given.time, given.actor, given.command}};
}

}  // namespace andvari::order
