// What is set aside for orders: reserving, settling, releasing.
#include <algorithm>
#include <stdexcept>

#include "services/portfolio/domain.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;

/// What `quantity` can cost at most, at `price` or better: rounded up, so that a reservation is never a fraction short.
Money enough_for(Price price, Quantity quantity) {
    const auto exact = static_cast<__int128>(price.units()) * quantity.units();
    return Money::of_units(static_cast<std::int64_t>((exact + Quantity::one - 1) / Quantity::one));
}

const Holding& holding_of(const Account& account, const Symbol& symbol) {
    static const Holding nothing;
    const auto found = account.holdings.find(symbol.text);
    return found == account.holdings.end() ? nothing : found->second;
}

const Reservation* reservation_of(const Account& account, const OrderId& order) {
    const auto found = account.reservations.find(order.text);
    return found == account.reservations.end() ? nullptr : &found->second;
}

bool contains(const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); }

void remember(auto& list, const auto& value) {
    if (list.size() == remembered) list.erase(list.begin());
    list.push_back(value);
}

[[noreturn]] void broken(const OrderId& order, const char* what) {
    throw std::logic_error{"the reservation of order " + order.text + ": " + what};
}

Decision<Fact> reserve_cash(const Account& account, const Reserve& c) {
    const auto& t = c.ticket;
    const auto& holding = holding_of(account, t.symbol);
    const auto cash = enough_for(c.protection, t.quantity);
    if (cash > account.free())
        return Refusal{"insufficient_cash", "the order needs " + cash.text() + ", and " + account.free().text() + " is free"};
    if (holding.held + holding.incoming + t.quantity > largest_position || holding.cost + account.reserved + cash > largest_cash)
        return Refusal{"position_too_large", "a position has at most " + largest_position.text() + " shares"};
    return Facts<Fact>{Reserved{t.account, t.order, t.symbol, t.side, t.quantity, c.protection, cash}};
}

Decision<Fact> reserve_shares(const Account& account, const Reserve& c) {
    const auto& t = c.ticket;
    const auto& holding = holding_of(account, t.symbol);
    const auto free = holding.held - holding.reserved;
    if (t.quantity > free)
        return Refusal{"insufficient_shares", "the order needs " + t.quantity.text() + ", and " + free.text() + " are free"};
    // Even if all of them were sold at the highest price there is.
    const auto most = Quantity::whole((largest_cash - account.cash).units() / largest_price.units());
    if (account.selling + t.quantity > most)
        return Refusal{"balance_too_large", "what its sales may bring is more than an account can hold"};
    return Facts<Fact>{Reserved{t.account, t.order, t.symbol, t.side, t.quantity, c.protection, Money{}}};
}

Settled settle_buy(const Account& account, const Reservation& reservation, const Settle& c) {
    const auto& holding = holding_of(account, c.symbol);
    // Each trade is rounded by itself, so together they may cost some millionths more than was reserved. That comes from free
    // cash; where there is none the buyer pays what is there, and the house clears the fraction: never an overdraft.
    const auto value = std::min(value_of(c.price, c.quantity), reservation.cash + account.free());
    const auto left = std::max(reservation.cash - value, Money{});
    const auto kept = std::min(left, enough_for(reservation.protection, reservation.open - c.quantity));
    return {.account = c.account,
            .order = c.order,
            .trade = c.trade,
            .symbol = c.symbol,
            .side = c.side,
            .quantity = c.quantity,
            .price = c.price,
            .value = value,
            .currency = account.currency,
            .released = reservation.cash - value - kept,
            .cash = account.cash - value,
            .held = holding.held + c.quantity,
            .cost = holding.cost + value,
            .realised = Money{}};
}

Settled settle_sell(const Account& account, const Settle& c) {
    const auto& holding = holding_of(account, c.symbol);
    const auto value = value_of(c.price, c.quantity);
    const auto cost = proportion(holding.cost, c.quantity, holding.held);
    return {.account = c.account,
            .order = c.order,
            .trade = c.trade,
            .symbol = c.symbol,
            .side = c.side,
            .quantity = c.quantity,
            .price = c.price,
            .value = value,
            .currency = account.currency,
            .released = Money{},
            .cash = account.cash + value,
            .held = holding.held - c.quantity,
            .cost = holding.cost - cost,
            .realised = value - cost};
}

/// Takes `quantity` of what the order could still trade, and the `cash` that was reserved for it, out of what is set aside.
void take_out(Account& account, const OrderId& order, Quantity quantity, Money cash) {
    const auto found = account.reservations.find(order.text);
    auto& reservation = found->second;
    const auto holding = account.holdings.find(reservation.symbol.text);
    reservation.open -= quantity;
    reservation.cash -= cash;
    account.reserved -= cash;
    if (reservation.side == Side::buy) {
        holding->second.incoming -= quantity;
    } else {
        holding->second.reserved -= quantity;
        account.selling -= quantity;
    }
    if (holding->second.held.zero() && holding->second.incoming.zero()) account.holdings.erase(holding);
    if (reservation.open.positive()) return;
    account.reservations.erase(found);
    remember(account.ended, order);
}
}  // namespace

Decision<Fact> decide(const Account& account, const Reserve& c, const Given&) {
    const auto& t = c.ticket;
    if (!account.may_act(c.actor)) return account_not_found(t.account);
    if (reservation_of(account, t.order) != nullptr || contains(account.ended, t.order)) return Facts<Fact>{};
    if (c.trouble) return *c.trouble;
    if (c.currency != account.currency) return Refusal{"currency_mismatch", t.symbol.text + " is traded in " + c.currency};
    if (account.reservations.size() >= most_open_orders)
        return Refusal{"too_many_open_orders", "an account has at most " + std::to_string(most_open_orders) + " open orders"};
    return t.side == Side::buy ? reserve_cash(account, c) : reserve_shares(account, c);
}

Decision<Fact> decide(const Account& account, const Settle& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr && contains(account.ended, c.order)) return Facts<Fact>{};
    if (reservation == nullptr) broken(c.order, "a trade came without one");
    if (contains(reservation->trades, c.trade)) return Facts<Fact>{};
    if (reservation->symbol != c.symbol || reservation->side != c.side) broken(c.order, "a trade of something else came");
    if (c.quantity > reservation->open) broken(c.order, "a trade came that is larger");
    const bool buy = c.side == Side::buy;
    if (buy ? c.price > reservation->protection : c.price < reservation->protection)
        broken(c.order, "a trade beyond its protection came");
    return Facts<Fact>{buy ? settle_buy(account, *reservation, c) : settle_sell(account, c)};
}

Decision<Fact> decide(const Account& account, const Release& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr) return Facts<Fact>{};  // Denied, or all of it is settled or given back.
    const auto coming = c.filled - reservation->settled;
    const auto never = reservation->open - coming;
    if (coming.negative() || never.negative()) broken(c.order, "its order ended with other trades than were settled");
    if (never.zero()) return Facts<Fact>{};
    if (reservation->side == Side::sell)
        return Facts<Fact>{Released{c.account, c.order, reservation->symbol, Money{}, never, never}};
    const auto kept = std::min(reservation->cash, enough_for(reservation->protection, coming));
    return Facts<Fact>{Released{c.account, c.order, reservation->symbol, reservation->cash - kept, Quantity{}, never}};
}

void evolve(Account& account, const Reserved& e) {
    account.reservations.insert_or_assign(e.order.text,
                                          Reservation{e.symbol, e.side, e.protection, e.quantity, Quantity{}, e.cash, {}});
    account.reserved += e.cash;
    auto& holding = account.holdings[e.symbol.text];
    if (e.side == Side::buy) {
        holding.incoming += e.quantity;
    } else {
        holding.reserved += e.quantity;
        account.selling += e.quantity;
    }
}

void evolve(Account&, const ReservationDenied&) {}

void evolve(Account& account, const Settled& e) {
    auto& reservation = account.reservations.at(e.order.text);
    reservation.settled += e.quantity;
    remember(reservation.trades, e.trade);
    auto& holding = account.holdings.at(e.symbol.text);
    holding.held = e.held;
    holding.cost = e.cost;
    account.cash = e.cash;
    take_out(account, e.order, e.quantity, e.side == Side::buy ? e.value + e.released : Money{});
}

void evolve(Account& account, const Released& e) { take_out(account, e.order, e.quantity, e.cash); }

}  // namespace andvari::portfolio
