// What the rules of an order have in common. Pure.
#pragma once

#include <stdexcept>
#include <string>

#include "services/order/domain.hpp"

namespace andvari::order {

inline std::string already(Status status) { return "order_already_" + std::string{json::name_of(status)}; }

[[noreturn]] inline void broken(const OrderId& order, const char* what) {
    throw std::logic_error{"order " + order.text + ": " + what};
}

/// The order's, which must have been placed.
inline const Ticket& ticket_of(const Order& order, const OrderId& id) {
    if (!order.exists()) broken(id, "is spoken of, but was never placed");
    return *order.ticket;
}

/// Whether who asks may act on it.
inline bool is_visible(const Order& order, const AccountId& account, const Given& given) {
    return order.exists() && order.ticket->account == account && (given.actor == order.actor || is_operator(given.actor));
}

}  // namespace andvari::order
