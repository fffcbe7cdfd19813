// What is set aside for orders: reserving, settling, releasing.
#include <algorithm>

#include "services/portfolio/reserving.hpp"
#include "services/portfolio/settlement.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;

std::optional<FeeModel> fees_in(const Reserve& c) { return c.fees == FeeModel{} ? std::nullopt : std::optional{c.fees}; }

std::optional<std::int64_t> splits_in(const Reserve& c) { return c.splits == 0 ? std::nullopt : std::optional{c.splits}; }

Decision<Fact> reserve_cash(const Account& account, const Reserve& c) {
    const auto& t = c.ticket;
    const auto quantity = c.most.value_or(t.quantity);
    const auto value = t.notional ? *t.notional : enough_for(c.protection, quantity);
    const auto cash = value + fee_of(c.fees, quantity, value);
    if (auto trouble = trouble_with_cash(account, t.symbol, quantity, cash)) return *trouble;
    Reserved reserved{t.account, t.order,       t.symbol,          t.side, quantity, c.protection,
                      cash,      account.owner, c.stop_protection, c.most};
    reserved.fees = fees_in(c);
    reserved.splits = splits_in(c);
    if (const auto exits = order::exits_of(t); !exits.empty()) {
        if (auto trouble = trouble_with_proceeds(account, quantity)) return *trouble;
        reserved.exits = exits.front().order;
    }
    return Facts<Fact>{std::move(reserved)};
}

Decision<Fact> reserve_shares(const Account& account, const Reserve& c) {
    const auto& t = c.ticket;
    auto quantity = t.quantity;
    if (t.notional) {
        // Who holds just as much as that may sell it, whatever the price does until then.
        const auto& holding = holding_of(account, t.symbol);
        const auto free = holding.held - holding.reserved;
        quantity = std::min(c.most.value_or(free), free);
        if (value_of(*c.price, free) < *t.notional)
            return Refusal{"insufficient_shares", free.text() + " are free, worth " + value_of(*c.price, free).text()};
    }
    if (auto trouble = trouble_with_shares(account, t.symbol, quantity)) return *trouble;
    Reserved reserved{t.account, t.order, t.symbol, t.side, quantity, c.protection, Money{}, account.owner, c.stop_protection};
    if (t.notional) reserved.most = quantity;
    reserved.fees = fees_in(c);
    reserved.splits = splits_in(c);
    return Facts<Fact>{std::move(reserved)};
}

/// Of this trade: what the order's fee grows by. A seller never pays more than the trade brings, nor a buyer more than there is.
std::optional<Money> fee_for(const Reservation& r, Quantity quantity, Money value, Money most) {
    const auto fee = std::min(fee_of(r.fees, r.before + r.settled + quantity, r.value + value) - r.paid, most);
    return fee.positive() ? std::optional{fee} : std::nullopt;
}

Settled settle_buy(const Account& account, const Reservation& reservation, const Settle& c) {
    const auto& holding = holding_of(account, c.symbol);
    // Each trade is rounded by itself, so together they may cost some millionths more than was reserved. That comes from free
    // cash; where there is none the buyer pays what is there, and the house clears the fraction: never an overdraft.
    const auto value = std::min(value_of(c.price, c.quantity), reservation.cash + account.free());
    const auto fee = fee_for(reservation, c.quantity, value, reservation.cash + account.free() - value);
    const auto spent = value + fee.value_or(Money{});
    const auto left = std::max(reservation.cash - spent, Money{});
    const auto kept = std::min(left, needed(reservation.fees, reservation.protection, reservation.open - c.quantity,
                                            reservation.before + reservation.settled + c.quantity, reservation.value + value,
                                            reservation.paid + fee.value_or(Money{})));
    return {.account = c.account,
            .order = c.order,
            .trade = c.trade,
            .symbol = c.symbol,
            .side = c.side,
            .quantity = c.quantity,
            .price = c.price,
            .value = value,
            .currency = account.currency,
            .released = reservation.cash - spent - kept,
            .cash = account.cash - spent,
            .held = holding.held + c.quantity,
            .cost = holding.cost + value,
            .realised = Money{},
            .fee = fee};
}

Settled settle_sell(const Account& account, const Reservation& reservation, const Settle& c) {
    const auto& holding = holding_of(account, c.symbol);
    const auto value = value_of(c.price, c.quantity);
    const auto fee = fee_for(reservation, c.quantity, value, value);
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
            .cash = account.cash + value - fee.value_or(Money{}),
            .held = holding.held - c.quantity,
            .cost = holding.cost - cost,
            .realised = value - cost,
            .fee = fee};
}

/// Takes `quantity` of what the order could still trade, and the `cash` that was reserved for it, out of what is set aside.
void take_out(Account& account, const OrderId& order, Quantity quantity, Money cash) {
    const auto found = account.reservations.find(order.text);
    auto& reservation = found->second;
    reservation.open -= quantity;
    reservation.cash -= cash;
    set_aside(account, reservation.symbol, reservation.side, -quantity, -cash);
    close_if_done(account, order);
}
}  // namespace

Decision<Fact> decide(const Account& account, const Reserve& c, const Given&) {
    const auto& t = c.ticket;
    if (!account.may_act(c.actor)) return account_not_found(t.account);
    if (reservation_of(account, t.order) != nullptr || contains(account.ended, t.order)) return Facts<Fact>{};
    if (account.closed) return account_closed(t.account);
    if (account.kind == AccountKind::savings)
        return Refusal{"account_does_not_trade", "account " + t.account.text + " is for savings"};
    if (c.trouble) return *c.trouble;
    if (c.currency != account.currency) return Refusal{"currency_mismatch", t.symbol.text + " is traded in " + c.currency};
    if (account.reservations.size() >= most_open_orders)
        return Refusal{"too_many_open_orders", "an account has at most " + std::to_string(most_open_orders) + " open orders"};
    return t.side == Side::buy ? reserve_cash(account, c) : reserve_shares(account, c);
}

Decision<Fact> decide(const Account& account, const Settle& c, const Given& given) {
    const auto& key = c.reservation ? *c.reservation : c.order;
    const auto* reservation = reservation_of(account, key);
    if (reservation == nullptr && contains(account.ended, key)) return Facts<Fact>{};
    if (reservation == nullptr) broken(c.order, "a trade came without one");
    if (contains(reservation->trades, c.trade)) return Facts<Fact>{};
    if (reservation->symbol != c.symbol || reservation->side != c.side) broken(c.order, "a trade of something else came");
    if (c.quantity > reservation->open) broken(c.order, "a trade came that is larger");
    const bool buy = c.side == Side::buy;
    if (buy ? c.price > reservation->protection : c.price < reservation->protection)
        broken(c.order, "a trade beyond its protection came");
    auto settled = buy ? settle_buy(account, *reservation, c) : settle_sell(account, *reservation, c);
    settled.exits = reservation->exits;
    settled.reservation = c.reservation;
    if (!buy) settled.settles = settlement_of(c.quoted.value_or(given.time), c.settlement_days);
    const bool nothing_comes = settled.value == settled.fee.value_or(Money{});
    if (settled.settles && (nothing_comes || *settled.settles <= given.time)) settled.settles.reset();
    return Facts<Fact>{std::move(settled)};
}

Decision<Fact> decide(const Account& account, const Release& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr) return Facts<Fact>{};  // Denied, or all of it is settled or given back.
    if (reservation->shared) return Facts<Fact>{};     // The other exit may still trade.
    const auto coming = c.filled - reservation->settled;
    const auto never = reservation->open - coming;
    if (coming.negative() || never.negative()) broken(c.order, "its order ended with other trades than were settled");
    if (never.zero()) return Facts<Fact>{};
    if (reservation->side == Side::sell)
        return Facts<Fact>{Released{c.account, c.order, reservation->symbol, Money{}, never, never}};
    const auto kept = std::min(reservation->cash, needed(*reservation, coming));
    return Facts<Fact>{Released{c.account, c.order, reservation->symbol, reservation->cash - kept, Quantity{}, never}};
}

void evolve(Account& account, const Reserved& e) {
    Reservation reservation{e.symbol, e.side, e.protection, e.quantity, Quantity{}, e.cash, {}};
    reservation.fees = e.fees.value_or(FeeModel{});
    if (e.exits) {
        reservation.exits = e.exits;
        reservation.exits_protection = e.stop_protection;
    } else if (e.stop_protection) {
        reservation.shared = true;
        reservation.protection = std::min(e.protection, *e.stop_protection);
    }
    account.reservations.insert_or_assign(e.order.text, std::move(reservation));
    set_aside(account, e.symbol, e.side, e.quantity, e.cash);
}

void evolve(Account&, const ReservationDenied&) {}

void evolve(Account& account, const Settled& e) {
    const auto& key = e.reservation ? *e.reservation : e.order;
    auto& reservation = account.reservations.at(key.text);
    const auto exits_protection = reservation.exits_protection;
    const auto fees = reservation.fees;
    reservation.settled += e.quantity;
    reservation.value += e.value;
    reservation.paid += e.fee.value_or(Money{});
    remember(reservation.trades, e.trade);
    auto& holding = account.holdings.at(e.symbol.text);
    holding.held = e.held;
    holding.cost = e.cost;
    if (e.settles) add(account.unsettled, *e.settles, e.value - e.fee.value_or(Money{}));
    set_cash(account, e.cash);
    take_out(account, key, e.quantity, e.side == Side::buy ? e.value + e.fee.value_or(Money{}) + e.released : Money{});
    if (e.exits) keep_for_exits(account, *e.exits, e.symbol, e.quantity, exits_protection, fees);
}

void evolve(Account& account, const Released& e) { take_out(account, e.order, e.quantity, e.cash); }

}  // namespace andvari::portfolio
