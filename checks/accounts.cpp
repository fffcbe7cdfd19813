#include "checks/accounts.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::checks {
using order::Side;

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Fact& fact) {
    std::visit([&](const auto& f) { on(envelope, f); }, fact);
}

Account* Accounts::account_of(const eventing::Envelope& envelope, const AccountId& id) {
    const auto found = accounts_.find(id);
    if (found == accounts_.end()) {
        findings_.add(Invariant::conservation, "account " + id.text + " was never opened", envelope.id);
        return nullptr;
    }
    if (found->second.closed)
        findings_.add(Invariant::conservation, "account " + id.text + " is closed, and something moves in it", envelope.id);
    return &found->second;
}

Accounts::Reservation* Accounts::reservation_of(const eventing::Envelope& envelope, const AccountId& account,
                                                const OrderId& order) {
    const auto found = reservations_.find(order);
    if (found != reservations_.end() && found->second.account == account) return &found->second;
    findings_.add(Invariant::no_overdraft, "nothing is reserved for order " + order.text + " in account " + account.text,
                  envelope.id);
    return nullptr;
}

template <class A>
void Accounts::agree(const eventing::Envelope& envelope, std::string_view what, A& computed, A told) {
    if (computed != told)
        findings_.add(Invariant::conservation, std::string{what} + " is " + told.text() + ", but comes to " + computed.text(),
                      envelope.id);
    computed = told;  // One mistake is told once.
}

void Accounts::within(const eventing::Envelope& envelope, const AccountId& id, const Account& account) {
    if (account.reserved.negative() || account.reserved > account.cash)
        findings_.add(
            Invariant::no_overdraft,
            "account " + id.text + " has " + account.cash.text() + ", of which " + account.reserved.text() + " is reserved",
            envelope.id);
}

void Accounts::within(const eventing::Envelope& envelope, const AccountId& id, const Symbol& symbol, const Holding& holding) {
    if (holding.reserved.negative() || holding.reserved > holding.held)
        findings_.add(Invariant::no_overdraft,
                      "account " + id.text + " holds " + holding.held.text() + ' ' + symbol.text + ", of which " +
                          holding.reserved.text() + " is reserved",
                      envelope.id);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Opened& e) {
    if (!accounts_.emplace(e.account, Account{e.currency, {}, {}, {}, false, {}}).second)
        findings_.add(Invariant::conservation, "account " + e.account.text + " is opened twice", envelope.id);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Deposited& e) {
    funding_[e.currency] += e.amount.units();
    move(envelope, e.account, e.amount, e.cash);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Withdrawn& e) {
    funding_[e.currency] -= e.amount.units();
    check_settled(envelope, e.account, e.amount);
    move(envelope, e.account, -e.amount, e.cash);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Reserved& e) {
    auto* account = account_of(envelope, e.account);
    if (!account) return;
    if (!reservations_.emplace(e.order, Reservation{e.account, e.symbol, e.side, e.protection, e.quantity, e.cash}).second)
        return findings_.add(Invariant::no_overdraft, "order " + e.order.text + " is reserved for twice", envelope.id);
    reservations_[e.order].shared = e.side == Side::sell && e.stop_protection;
    if (e.side == Side::buy) {
        if (!e.most && e.cash < value_of(e.protection, e.quantity))
            findings_.add(Invariant::no_overdraft, "order " + e.order.text + " may cost more than the reserved " + e.cash.text(),
                          envelope.id);
        account->reserved += e.cash;
        return within(envelope, e.account, *account);
    }
    if (!e.cash.zero())
        findings_.add(Invariant::no_overdraft, "money is reserved for the sale of order " + e.order.text, envelope.id);
    auto& holding = account->holdings[e.symbol];
    holding.reserved += e.quantity;
    within(envelope, e.account, e.symbol, holding);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::ReservationDenied& e) {
    // A denial comes before the order's end, and may be all that there is to free.
    ties_.releases.tell(Ties::portfolio_released, e.order.text, std::nullopt, envelope, findings_, true);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Settled& e) {
    ties_.trades.tell(Ties::portfolio_settled, Ties::trade_key(e.trade, e.order),
                      TradeSide{e.account, e.symbol, e.side, e.quantity, e.price}, envelope, findings_);
    currencies_.try_emplace(e.symbol, e.currency);
    auto* account = account_of(envelope, e.account);
    if (!account) return;
    const auto& key = e.reservation ? *e.reservation : e.order;
    auto* reservation = reservation_of(envelope, e.account, key);
    if (!reservation) return;
    if (reservation->symbol != e.symbol || reservation->side != e.side)
        findings_.add(Invariant::fills_match, "order " + e.order.text + " is settled for something else than was reserved",
                      envelope.id);

    const auto fee = e.fee.value_or(Money{});
    if (fee.negative() || (e.side == Side::sell && fee > e.value))
        findings_.add(Invariant::conservation, "a fee of " + fee.text() + " is taken", envelope.id);
    account->cash -= fee;
    fees_[account->currency] += fee.units();
    ++reservation->settlements;
    reservation->open -= e.quantity;
    if (e.side == Side::buy) settle_buy(envelope, e, *account, *reservation);
    else settle_sell(envelope, e, *account);
    auto& holding = account->holdings[e.symbol];
    agree(envelope, "the cash of account " + e.account.text, account->cash, e.cash);
    if (e.settles) portfolio::add(account->unsettled, *e.settles, e.value - fee);
    portfolio::keep_within(account->unsettled, account->cash);
    agree(envelope, "what account " + e.account.text + " holds of " + e.symbol.text, holding.held, e.held);
    agree(envelope, "the cost of what account " + e.account.text + " holds of " + e.symbol.text, holding.cost, e.cost);
    within(envelope, e.account, *account);
    within(envelope, e.account, e.symbol, holding);
    close(envelope, key, *reservation);
    if (e.exits) keep_for_exits(envelope, e);
}

void Accounts::settle_buy(const eventing::Envelope& envelope, const portfolio::Settled& e, Account& account,
                          Reservation& reservation) {
    account.cash -= e.value;
    const auto spent = e.value + e.fee.value_or(Money{}) + e.released;
    account.reserved -= spent;
    reservation.cash -= spent;
    auto& holding = account.holdings[e.symbol];
    holding.held += e.quantity;
    holding.cost += e.value;
    if (!e.realised.zero()) findings_.add(Invariant::conservation, "a purchase realises " + e.realised.text(), envelope.id);

    // Trades are rounded one by one, so together they may cost some millionths more than was reserved. A buyer who has no more
    // pays that much less, and the house bears it.
    const auto missing = value_of(e.price, e.quantity) - e.value;
    const bool spent_all = account.cash == account.reserved;
    if (missing.negative() || (missing.positive() && !(spent_all && missing.units() <= reservation.settlements)))
        findings_.add(Invariant::conservation, e.quantity.text() + " at " + e.price.text() + " cost " + e.value.text(),
                      envelope.id);
    else fractions_[account.currency] += missing.units();
}

void Accounts::settle_sell(const eventing::Envelope& envelope, const portfolio::Settled& e, Account& account) {
    auto& holding = account.holdings[e.symbol];
    const auto cost = holding.held.zero() ? Money{} : proportion(holding.cost, e.quantity, holding.held);
    account.cash += e.value;
    holding.held -= e.quantity;
    holding.reserved -= e.quantity;
    holding.cost -= cost;
    if (e.value != value_of(e.price, e.quantity))
        findings_.add(Invariant::conservation, e.quantity.text() + " at " + e.price.text() + " brought " + e.value.text(),
                      envelope.id);
    if (e.realised != e.value - cost)
        findings_.add(Invariant::conservation, "a sale realises " + (e.value - cost).text() + ", not " + e.realised.text(),
                      envelope.id);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Released& e) {
    // What two exits share is over when both are, which no single order's end tells.
    const auto found = reservations_.find(e.order);
    if (found == reservations_.end() || !found->second.shared)
        ties_.releases.tell(Ties::portfolio_released, e.order.text, Remainder{e.quantity}, envelope, findings_);
    auto* account = account_of(envelope, e.account);
    if (!account) return;
    auto* reservation = reservation_of(envelope, e.account, e.order);
    if (!reservation) return;
    const bool sell = reservation->side == Side::sell;
    if (e.shares != (sell ? e.quantity : Quantity{}))
        findings_.add(Invariant::no_overdraft, "order " + e.order.text + " frees " + e.shares.text() + " shares", envelope.id);
    reservation->open -= e.quantity;
    reservation->cash -= e.cash;
    account->reserved -= e.cash;
    within(envelope, e.account, *account);
    if (sell) {
        auto& holding = account->holdings[e.symbol];
        holding.reserved -= e.quantity;
        within(envelope, e.account, e.symbol, holding);
    }
    close(envelope, e.order, *reservation);
}

void Accounts::close(const eventing::Envelope& envelope, const OrderId& order, const Reservation& reservation) {
    if (reservation.open.negative() || reservation.cash.negative())
        findings_.add(Invariant::no_overdraft, "order " + order.text + " used more than was reserved for it", envelope.id);
    else if (reservation.open.zero() && !reservation.cash.zero())
        findings_.add(Invariant::no_overdraft,
                      "order " + order.text + " is done, but " + reservation.cash.text() + " stays reserved", envelope.id);
    if (!reservation.open.positive() && !reservation.raised) reservations_.erase(order);
}

}  // namespace andvari::checks
