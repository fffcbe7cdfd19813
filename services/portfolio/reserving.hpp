// What the rules of reservations have in common. Pure.
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include "services/portfolio/domain.hpp"

namespace andvari::portfolio {

/// What `quantity` can cost at most, at `price` or better: rounded up, so that a reservation is never a fraction short.
inline Money enough_for(Price price, Quantity quantity) {
    const auto exact = static_cast<__int128>(price.units()) * quantity.units();
    return Money::of_units(static_cast<std::int64_t>((exact + Quantity::one - 1) / Quantity::one));
}

inline const Holding& holding_of(const Account& account, const Symbol& symbol) {
    static const Holding nothing;
    const auto found = account.holdings.find(symbol.text);
    return found == account.holdings.end() ? nothing : found->second;
}

inline const Reservation* reservation_of(const Account& account, const OrderId& order) {
    const auto found = account.reservations.find(order.text);
    return found == account.reservations.end() ? nullptr : &found->second;
}

inline bool contains(const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); }

inline void remember(auto& list, const auto& value) {
    if (list.size() == remembered) list.erase(list.begin());
    list.push_back(value);
}

[[noreturn]] inline void broken(const OrderId& order, const char* what) {
    throw std::logic_error{"the reservation of order " + order.text + ": " + what};
}

/// What speaks against setting `cash` aside for `quantity` more shares to buy.
std::optional<Refusal> trouble_with_cash(const Account&, const Symbol&, Quantity quantity, Money cash);
/// What speaks against setting `quantity` more shares aside to sell.
std::optional<Refusal> trouble_with_shares(const Account&, const Symbol&, Quantity quantity);

/// What speaks against `quantity` more shares in open sells, whatever they bring.
std::optional<Refusal> trouble_with_proceeds(const Account&, Quantity quantity);
/// What an entry bought stays reserved for its exits.
void keep_for_exits(Account&, const OrderId& exits, const Symbol&, Quantity, const std::optional<Price>& protection);

/// Sets more aside, or less where the amounts are negative.
void set_aside(Account&, const Symbol&, order::Side, Quantity, Money cash);
/// Forgets a reservation of which nothing is left.
void close_if_done(Account&, const OrderId&);

}  // namespace andvari::portfolio
