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

Trouble trouble_with_amount(const Place& c) {
    if (c.notional) return Refusal{"notional_not_supported", "orders for an amount of money are not taken: give a quantity"};
    if (!c.quantity) return Refusal{"quantity_missing", "an order has a quantity"};
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
    if (price && value_of(*price, *c.quantity) < smallest_notional)
        return Refusal{"notional_too_small", "quantity times price is at least " + smallest_notional.text()};
    return std::nullopt;
}

Trouble trouble_with_times(const Place& c) {
    const bool waits = c.time_in_force == TimeInForce::day || c.time_in_force == TimeInForce::gtc;
    if (c.time_in_force == TimeInForce::opg || c.time_in_force == TimeInForce::cls)
        return Refusal{"time_in_force_not_supported", "orders for the opening and the closing are not taken"};
    if (is_stop(c.kind) && !waits)
        return Refusal{"time_in_force_not_allowed", "a stop order waits: its time_in_force is day or gtc"};
    if (c.extended_hours.value_or(false))
        return Refusal{"extended_hours_not_supported", "orders outside the regular hours are not taken"};
    return std::nullopt;
}

Trouble trouble_with_class(const Place& c) {
    if (c.order_class.value_or(OrderClass::simple) != OrderClass::simple)
        return Refusal{"order_class_not_supported", "only simple orders are taken"};
    if (c.take_profit || c.stop_loss) return Refusal{"exits_not_allowed", "a simple order has neither take_profit nor stop_loss"};
    return std::nullopt;
}

Trouble trouble_with(const Place& c) {
    if (is_stop(c.kind)) return Refusal{"kind_not_supported", "stop orders are not taken"};
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
}  // namespace

Decision<Fact> decide(const Order& order, const Place& c, const Given& given) {
    auto id = order_id_for(c, given.command);
    if (c.client_order_id && !is_client_order_id(*c.client_order_id))
        return Refusal{"client_order_id_invalid", "a client_order_id has 1 to 128 printable ASCII characters"};
    if (order.exists() && order.place == given.command) return Facts<Fact>{};
    if (order.exists() && c.client_order_id)
        return Refusal{"client_order_id_in_use", "order " + id.text + " has this client_order_id"};
    if (order.exists()) return Refusal{"order_id_in_use", "order " + id.text + " exists"};
    if (auto trouble = trouble_with(c)) return *trouble;
    return Facts<Fact>{Placed{ticket_of(c, std::move(id)), given.time, given.actor, given.command}};
}

}  // namespace andvari::order
