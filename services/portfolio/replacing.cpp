// What is set aside while an order is replaced: enough for the larger of the two, until the engine has answered.
#include <algorithm>

#include "services/portfolio/reserving.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;

Raised raised(const Account&, const Raise& c, const Reservation& reservation, Quantity wanted) {
    Raised raised{c.account, c.order, c.replacement.order, reservation.symbol, reservation.side, {}, {}, c.protection};
    raised.quantity = std::max(wanted - reservation.open, Quantity{});
    const auto& r = reservation;
    if (r.side == Side::buy)
        raised.cash = std::max(needed(r.fees, c.protection, wanted, r.before + r.settled, r.value, r.paid) - r.cash, Money{});
    return raised;
}
}  // namespace

Decision<Fact> decide(const Account& account, const Raise& c, const Given&) {
    if (!account.may_act(c.actor)) return account_not_found(c.account);
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr || !reservation->open.positive())
        return Refusal{"order_not_open", "nothing of order " + c.order.text + " is left to replace"};
    if (reservation->extra) return Facts<Fact>{};
    if (c.trouble) return *c.trouble;
    const auto wanted = c.total ? *c.total - reservation->settled : reservation->open;
    if (!wanted.positive()) return Refusal{"quantity_already_traded", reservation->settled.text() + " of it has traded"};
    auto more = raised(account, c, *reservation, wanted);
    auto trouble = reservation->side == Side::buy ? trouble_with_cash(account, more.symbol, more.quantity, more.cash)
                                                  : trouble_with_shares(account, more.symbol, more.quantity);
    if (trouble) return *trouble;
    return Facts<Fact>{std::move(more)};
}

Decision<Fact> decide(const Account& account, const Lower& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    if (reservation == nullptr || !reservation->extra || reservation->extra->replacement != c.replacement) return Facts<Fact>{};
    const auto& extra = *reservation->extra;
    return Facts<Fact>{
        Lowered{c.account, c.order, c.replacement, reservation->symbol, reservation->side, extra.quantity, extra.cash}};
}

Decision<Fact> decide(const Account& account, const Move& c, const Given&) {
    const auto* reservation = reservation_of(account, c.order);
    const auto& t = c.replacement;
    if (reservation == nullptr && contains(account.ended, c.order)) return Facts<Fact>{};
    if (reservation == nullptr || !reservation->extra || reservation->extra->replacement != t.order)
        broken(c.order, "it was replaced by what was never asked for");
    if (reservation->open != c.remaining) broken(c.order, "it was replaced with other trades than were settled");
    const auto& extra = *reservation->extra;
    const auto shares = reservation->open + extra.quantity;
    if (t.quantity > shares) broken(c.order, "its replacement is larger than what was set aside");
    const bool buy = reservation->side == Side::buy;
    const auto cash = reservation->cash + extra.cash;
    // Trades are rounded one by one, so some millionths may be missing; settling bears with that.
    const auto& r = *reservation;
    const auto kept =
        buy ? std::min(cash, needed(r.fees, c.protection, t.quantity, r.before + r.settled, r.value, r.paid)) : Money{};
    return Facts<Fact>{Moved{c.account, c.order, t.order, reservation->symbol, reservation->side, t.quantity, c.protection, kept,
                             shares - t.quantity, cash - kept}};
}

void evolve(Account& account, const Raised& e) {
    account.reservations.at(e.order.text).extra = Extra{e.replacement, e.quantity, e.cash};
    set_aside(account, e.symbol, e.side, e.quantity, e.cash);
}

void evolve(Account&, const RaiseDenied&) {}

void evolve(Account& account, const Lowered& e) {
    account.reservations.at(e.order.text).extra.reset();
    set_aside(account, e.symbol, e.side, -e.quantity, -e.cash);
    close_if_done(account, e.order);
}

void evolve(Account& account, const Moved& e) {
    const auto replaced = account.reservations.at(e.order.text);
    account.reservations.erase(e.order.text);
    remember(account.ended, e.order);
    set_aside(account, e.symbol, e.side, -e.freed, -e.freed_cash);
    Reservation reservation{e.symbol, e.side, e.protection, e.quantity, Quantity{}, e.cash, {}};
    reservation.shared = true;
    reservation.fees = replaced.fees;
    reservation.before = replaced.before + replaced.settled;
    reservation.value = replaced.value;
    reservation.paid = replaced.paid;
    account.reservations.insert_or_assign(e.replacement.text, std::move(reservation));
}

}  // namespace andvari::portfolio
