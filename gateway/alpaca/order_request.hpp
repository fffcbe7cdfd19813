// An order as Alpaca's clients ask for it, in the words of the native API.
#pragma once

#include "gateway/alpaca/fields.hpp"
#include "gateway/api/requests.hpp"
#include "services/order/orders_view.hpp"

namespace andvari::gateway::alpaca {

/// A problem where it cannot be an order at all. What it may mean is the services' business.
Result<PlaceOrder> order_of(const Fields&, const AccountId&);

/// What of an order is to change. A trail is a price or a percentage, as the order has it.
Result<ReplaceOrder> replacement_of(const Fields&, const order::OrderRow&);

}  // namespace andvari::gateway::alpaca
