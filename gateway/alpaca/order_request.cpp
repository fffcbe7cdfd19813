#include "gateway/alpaca/order_request.hpp"

#include <algorithm>

#include "gateway/alpaca/problems.hpp"

namespace andvari::gateway::alpaca {
namespace {

/// The member as one of the enumeration's names; `usual` where it is absent.
template <class Enum>
Result<Enum> one_of(const Fields& fields, std::string_view name, std::optional<Enum> usual = std::nullopt) {
    const auto text = fields.text(name);
    if (!text) {
        if (usual) return *usual;
        return unprocessable("malformed_body", std::string{name} + " is required");
    }
    const auto& names = json::EnumNames<Enum>::names;
    const auto found = std::ranges::find(names, *text);
    if (found == names.end()) return unprocessable("malformed_body", "invalid " + std::string{name} + ": " + *text);
    return static_cast<Enum>(found - names.begin());
}

/// Reads an amount that may be absent into `into`.
template <class Amount>
std::optional<Problem> read(const Fields& fields, std::string_view name, std::optional<Amount>& into) {
    auto amount = fields.amount<Amount>(name);
    if (!amount) return amount.error();
    into = *amount;
    return std::nullopt;
}

std::optional<Problem> read_amounts(const Fields& fields, PlaceOrder& order) {
    if (auto problem = read(fields, "qty", order.quantity)) return problem;
    if (auto problem = read(fields, "notional", order.notional)) return problem;
    if (auto problem = read(fields, "limit_price", order.limit_price)) return problem;
    if (auto problem = read(fields, "stop_price", order.stop_price)) return problem;
    if (auto problem = read(fields, "trail_price", order.trail_price)) return problem;
    return read(fields, "trail_percent", order.trail_percent);
}

std::optional<Problem> read_class(const Fields& fields, PlaceOrder& order) {
    const auto order_class = one_of<order::OrderClass>(fields, "order_class", order::OrderClass::simple);
    if (!order_class) return order_class.error();
    if (*order_class != order::OrderClass::simple) order.order_class = *order_class;
    std::optional<Price> limit, stop, stop_limit;
    if (auto problem = read(fields, "take_profit.limit_price", limit)) return problem;
    if (auto problem = read(fields, "stop_loss.stop_price", stop)) return problem;
    if (auto problem = read(fields, "stop_loss.limit_price", stop_limit)) return problem;
    if (fields.has_object("take_profit") && !limit) return unprocessable("malformed_body", "take_profit.limit_price is required");
    if (fields.has_object("stop_loss") && !stop) return unprocessable("malformed_body", "stop_loss.stop_price is required");
    if (limit) order.take_profit = order::TakeProfit{*limit};
    if (stop) order.stop_loss = order::StopLoss{*stop, stop_limit};
    // Alpaca's oco has the price of its limit order in take_profit; ours is that limit order itself.
    if (order.order_class == order::OrderClass::oco && limit && !order.limit_price) {
        order.limit_price = limit;
        order.take_profit = std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Result<PlaceOrder> order_of(const Fields& fields, const AccountId& account) {
    PlaceOrder order;
    order.account = account;
    const auto symbol = fields.text("symbol");
    if (!symbol || !is_symbol(*symbol)) return unprocessable("malformed_body", "symbol is required");
    order.symbol = {*symbol};
    const auto side = one_of<order::Side>(fields, "side");
    if (!side) return side.error();
    order.side = *side;
    const auto kind = one_of<order::Kind>(fields, "type");
    if (!kind) return kind.error();
    order.type = *kind;
    const auto time_in_force = one_of<order::TimeInForce>(fields, "time_in_force", order::TimeInForce::day);
    if (!time_in_force) return time_in_force.error();
    order.time_in_force = *time_in_force;
    if (auto problem = read_amounts(fields, order)) return std::move(*problem);
    if (order.quantity && order.notional) return unprocessable("malformed_body", "only one of qty or notional is accepted");
    if (!order.quantity && !order.notional) return unprocessable("malformed_body", "qty or notional is required");
    if (auto problem = read_class(fields, order)) return std::move(*problem);
    order.client_order_id = fields.text("client_order_id");
    if (fields.has("extended_hours")) order.extended_hours = fields.flag("extended_hours");
    if (auto mistake = check(order)) return unprocessable("malformed_body", mistake->text());
    return order;
}

Result<ReplaceOrder> replacement_of(const Fields& fields, const order::OrderRow& row) {
    ReplaceOrder change;
    if (auto problem = read(fields, "qty", change.quantity)) return std::move(*problem);
    if (auto problem = read(fields, "limit_price", change.limit_price)) return std::move(*problem);
    if (auto problem = read(fields, "stop_price", change.stop_price)) return std::move(*problem);
    auto problem = row.trail_percent ? read(fields, "trail", change.trail_percent) : read(fields, "trail", change.trail_price);
    if (problem) return std::move(*problem);
    if (fields.text("time_in_force")) {
        const auto time_in_force = one_of<order::TimeInForce>(fields, "time_in_force");
        if (!time_in_force) return time_in_force.error();
        change.time_in_force = *time_in_force;
    }
    if (auto mistake = check(change)) return unprocessable("malformed_body", mistake->text());
    return change;
}

}  // namespace andvari::gateway::alpaca
