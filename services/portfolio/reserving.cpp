// Setting aside, and the reservations that two exits share.
#include "services/portfolio/reserving.hpp"

#include <algorithm>

namespace andvari::portfolio {
using order::Side;

Money needed(const FeeModel& fees, Price protection, Quantity quantity, Quantity traded, Money value, Money paid) {
    if (quantity.zero()) return Money{};
    const auto rest = enough_for(protection, quantity);
    return rest + std::max(fee_of(fees, traded + quantity, value + rest) - paid, Money{});
}

Money needed(const Reservation& r, Quantity quantity) {
    return needed(r.fees, r.protection, quantity, r.before + r.settled, r.value, r.paid);
}

std::optional<Refusal> trouble_with_cash(const Account& account, const Symbol& symbol, Quantity quantity, Money cash) {
    const auto& holding = holding_of(account, symbol);
    if (cash > account.free())
        return Refusal{"insufficient_cash",
                       "the order needs " + cash.text() + ", and " + account.free().text() + " is free; margin is not offered"};
    if (holding.held + holding.incoming + quantity > largest_position || holding.cost + account.reserved + cash > largest_cash)
        return Refusal{"position_too_large", "a position has at most " + largest_position.text() + " shares"};
    return std::nullopt;
}

std::optional<Refusal> trouble_with_shares(const Account& account, const Symbol& symbol, Quantity quantity) {
    const auto& holding = holding_of(account, symbol);
    const auto free = holding.held - holding.reserved;
    if (holding.held.zero())
        return Refusal{"short_sale_not_allowed", "the account holds no " + symbol.text + ", and short sales are not offered"};
    if (quantity > free)
        return Refusal{"insufficient_shares",
                       "the order needs " + quantity.text() + ", and " + free.text() + " are free; short sales are not offered"};
    return trouble_with_proceeds(account, quantity);
}

std::optional<Refusal> trouble_with_proceeds(const Account& account, Quantity quantity) {
    // Even if all of them were sold at the highest price there is.
    const auto most = Quantity::whole((largest_cash - account.cash).units() / largest_price.units());
    if (account.selling + quantity > most)
        return Refusal{"balance_too_large", "what its sales may bring is more than an account can hold"};
    return std::nullopt;
}

void set_aside(Account& account, const Symbol& symbol, Side side, Quantity quantity, Money cash) {
    account.reserved += cash;
    const auto holding = account.holdings.try_emplace(symbol.text).first;
    if (side == Side::buy) {
        holding->second.incoming += quantity;
    } else {
        holding->second.reserved += quantity;
        account.selling += quantity;
    }
    if (holding->second.held.zero() && holding->second.incoming.zero()) account.holdings.erase(holding);
}

void close_if_done(Account& account, const OrderId& order) {
    const auto found = account.reservations.find(order.text);
    if (found->second.open.positive() || found->second.extra) return;
    account.reservations.erase(found);
    remember(account.ended, order);
}

void keep_for_exits(Account& account, const OrderId& exits, const Symbol& symbol, Quantity quantity,
                    const std::optional<Price>& protection, const FeeModel& fees) {
    const auto [found, fresh] = account.reservations.try_emplace(exits.text);
    auto& reservation = found->second;
    if (fresh) {
        reservation = {symbol, Side::sell, protection.value_or(Price::of_units(1)), {}, {}, {}, {}};
        reservation.shared = true;
        reservation.fees = fees;
    }
    reservation.open += quantity;
    set_aside(account, symbol, Side::sell, quantity, Money{});
}

Decision<Fact> decide(const Account& account, const Shrink& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr || reservation->shared || reservation->open <= c.remaining) return Facts<Fact>{};
    return Facts<Fact>{Resized{c.account, c.order, reservation->symbol, reservation->side, reservation->open - c.remaining}};
}

Decision<Fact> decide(const Account& account, const ReleaseShared& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr || !reservation->shared || !reservation->open.positive()) return Facts<Fact>{};
    const auto shares = reservation->side == Side::sell ? reservation->open : Quantity{};
    return Facts<Fact>{Released{c.account, c.order, reservation->symbol, reservation->cash, shares, reservation->open}};
}

void evolve(Account& account, const Resized& e) {
    account.reservations.at(e.order.text).open -= e.freed;
    set_aside(account, e.symbol, e.side, -e.freed, Money{});
}

}  // namespace andvari::portfolio
