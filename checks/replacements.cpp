// What is set aside while orders are replaced, and for orders whose size is known late.
#include "checks/accounts.hpp"

namespace andvari::checks {
using order::Side;

void Accounts::set_aside(const eventing::Envelope& envelope, const AccountId& id, const Symbol& symbol, Side side,
                         Quantity quantity, Money cash) {
    auto* account = account_of(envelope, id);
    if (!account) return;
    account->reserved += cash;
    within(envelope, id, *account);
    if (side == Side::buy) return;
    auto& holding = account->holdings[symbol];
    holding.reserved += quantity;
    within(envelope, id, symbol, holding);
}

void Accounts::keep_for_exits(const eventing::Envelope& envelope, const portfolio::Settled& e) {
    auto& reservation = reservations_[*e.exits];
    reservation.account = e.account;
    reservation.symbol = e.symbol;
    reservation.side = Side::sell;
    reservation.shared = true;
    reservation.open += e.quantity;
    set_aside(envelope, e.account, e.symbol, Side::sell, e.quantity, Money{});
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Raised& e) {
    auto* reservation = reservation_of(envelope, e.account, e.order);
    if (!reservation) return;
    if (reservation->raised)
        findings_.add(Invariant::no_overdraft, "the reservation of order " + e.order.text + " is raised twice", envelope.id);
    if (e.quantity.negative() || e.cash.negative())
        findings_.add(Invariant::no_overdraft, "the reservation of order " + e.order.text + " is raised by less than nothing",
                      envelope.id);
    reservation->raised = true;
    reservation->extra = e.quantity;
    reservation->extra_cash = e.cash;
    set_aside(envelope, e.account, e.symbol, e.side, e.quantity, e.cash);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Lowered& e) {
    auto* reservation = reservation_of(envelope, e.account, e.order);
    if (!reservation) return;
    if (!reservation->raised || reservation->extra != e.quantity || reservation->extra_cash != e.cash)
        findings_.add(Invariant::no_overdraft, "the reservation of order " + e.order.text + " is lowered by what was not raised",
                      envelope.id);
    reservation->raised = false;
    reservation->extra = Quantity{};
    reservation->extra_cash = Money{};
    set_aside(envelope, e.account, e.symbol, e.side, -e.quantity, -e.cash);
    close(envelope, e.order, *reservation);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Moved& e) {
    auto* reservation = reservation_of(envelope, e.account, e.order);
    if (!reservation) return;
    if (!reservation->shared)
        ties_.releases.tell(Ties::portfolio_released, e.order.text, Remainder{reservation->open}, envelope, findings_);
    if (reservation->open + reservation->extra != e.quantity + e.freed ||
        reservation->cash + reservation->extra_cash != e.cash + e.freed_cash)
        findings_.add(Invariant::no_overdraft,
                      "order " + e.replacement.text + " takes over another reservation than order " + e.order.text + " had",
                      envelope.id);
    set_aside(envelope, e.account, e.symbol, e.side, -e.freed, -e.freed_cash);
    reservations_.erase(e.order);
    auto& moved = reservations_[e.replacement];
    moved = {e.account, e.symbol, e.side, e.protection, e.quantity, e.cash};
    moved.shared = true;
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Resized& e) {
    auto* reservation = reservation_of(envelope, e.account, e.order);
    if (!reservation) return;
    reservation->open -= e.freed;
    set_aside(envelope, e.account, e.symbol, e.side, -e.freed, Money{});
    close(envelope, e.order, *reservation);
}

}  // namespace andvari::checks
