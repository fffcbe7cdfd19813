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
    const auto quantity = fields.amount<Quantity>("qty");
    if (!quantity) return quantity.error();
    if (!*quantity) return unprocessable("malformed_body", "qty is required");
    order.quantity = **quantity;
    const auto limit = fields.amount<Price>("limit_price");
    if (!limit) return limit.error();
    order.limit_price = *limit;
    order.client_order_id = fields.text("client_order_id");
    if (auto mistake = check(order)) return unprocessable("malformed_body", mistake->text());
    return order;
}

}  // namespace andvari::gateway::alpaca
