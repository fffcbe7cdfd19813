// The rules of a symbol that an order must keep to.
#pragma once

#include <optional>

#include "events/order.hpp"
#include "events/stock.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::portfolio {

/// not_tradable, not_fractionable, quantity_not_in_lots, price_not_on_tick, notional_too_small. Of the prices all that the order
/// and its exits have.
std::optional<Refusal> trouble_with_rules(const order::Ticket&, const stock::Rules&);

}  // namespace andvari::portfolio
