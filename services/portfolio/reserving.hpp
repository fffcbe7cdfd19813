// What the rules of reservations have in common. Pure.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "services/portfolio/domain.hpp"
#include "services/portfolio/fees.hpp"

namespace andvari::portfolio {

inline const Holding& holding_of(const Account& account, const Symbol& symbol) {
    static const Holding nothing;
    const auto found = account.holdings.find(symbol.text);
    return found == account.holdings.end() ? nothing : found->second;
}

inline const Reservation* reservation_of(const Account& account, const OrderId& order) {
    const auto found = account.reservations.find(order.text);
    return found == account.reservations.end() ? nullptr : &found->second;
}

[[noreturn]] inline void broken(const OrderId& order, const char* what) {
    throw std::logic_error{"the reservation of order " + order.text + ": " + what};
}

/// What a buy needs for `quantity` that may still trade at `protection`, when `traded` has for `value`, and `paid` of its fee is
/// paid.
Money needed(const FeeModel&, Price protection, Quantity quantity, Quantity traded, Money value, Money paid);
/// The same for what is left of a reservation.
Money needed(const Reservation&, Quantity quantity);

/// What speaks against setting `cash` aside for `quantity` more shares to buy.
std::optional<Refusal> trouble_with_cash(const Account&, const Symbol&, Quantity quantity, Money cash);
/// What speaks against setting `quantity` more shares aside to sell.
std::optional<Refusal> trouble_with_shares(const Account&, const Symbol&, Quantity quantity);

/// What speaks against `quantity` more shares in open sells, whatever they bring.
std::optional<Refusal> trouble_with_proceeds(const Account&, Quantity quantity);
/// What an entry bought stays reserved for its exits.
void keep_for_exits(Account&, const OrderId& exits, const Symbol&, Quantity, const std::optional<Price>& protection,
                    const FeeModel& fees);

/// Sets more aside, or less where the amounts are negative.
void set_aside(Account&, const Symbol&, order::Side, Quantity, Money cash);
/// Forgets a reservation of which nothing is left.
void close_if_done(Account&, const OrderId&);

}  // namespace andvari::portfolio
