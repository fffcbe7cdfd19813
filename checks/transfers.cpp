// Money between accounts: each cent that is sent is in the house's hands until it arrives or comes back, in the currency that it
// was converted to.
#include <algorithm>

#include "checks/accounts.hpp"
#include "events/fx_rates.hpp"

namespace andvari::checks {

void Accounts::move(const eventing::Envelope& envelope, const AccountId& id, Money amount, Money told) {
    auto* account = account_of(envelope, id);
    if (!account) return;
    account->cash += amount;
    agree(envelope, "the cash of account " + id.text, account->cash, told);
    portfolio::keep_within(account->unsettled, account->cash);
    within(envelope, id, *account);
}

Accounts::Transit* Accounts::transit_of(const eventing::Envelope& envelope, const portfolio::TransferId& transfer) {
    const auto found = transits_.find(transfer);
    if (found != transits_.end()) return &found->second;
    findings_.add(Invariant::conservation, "transfer " + transfer.text + " is not under way", envelope.id);
    return nullptr;
}

void Accounts::check(const eventing::Envelope& envelope, const portfolio::TransferSent& e) {
    const auto& c = *e.conversion;
    FxRates rates;
    for (const auto& q : c.quotes) rates.learn({q.base, q.quote, q.rate, q.time, {}});
    const auto found = rates.between(c.from_currency, c.to_currency, {});
    if (c.from_amount != e.amount || c.from_currency != e.currency || !found || found->rate != c.rate ||
        exchanged(c.from_amount, c.rate) != c.to_amount)
        findings_.add(Invariant::conservation,
                      "transfer " + e.transfer.text + " makes " + c.to_amount.text() + ' ' + c.to_currency + " of " +
                          e.amount.text() + ' ' + e.currency + " at " + c.rate.text(),
                      envelope.id);
}

void Accounts::exchange(const Conversion& c, bool undone) {
    const Sum sign = undone ? -1 : 1;
    exchanged_[c.from_currency] += sign * c.from_amount.units();
    exchanged_[c.to_currency] -= sign * c.to_amount.units();
}

void Accounts::check_settled(const eventing::Envelope& envelope, const AccountId& id, Money leaving) {
    const auto found = accounts_.find(id);
    if (found == accounts_.end()) return;
    const auto unsettled = portfolio::still_unsettled(found->second.unsettled, envelope.time);
    if (found->second.cash - leaving < unsettled)
        findings_.add(Invariant::no_overdraft,
                      "money left account " + id.text + " of which " + unsettled.text() + " has not settled", envelope.id);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::TransferSent& e) {
    Transit transit{e.account, e.to, e.amount, e.currency, envelope.time, envelope.id, e.conversion};
    if (e.conversion) {
        check(envelope, e);
        exchange(*e.conversion, false);
        transit.left = e.conversion->to_amount;
        transit.currency = e.conversion->to_currency;
    }
    if (!transits_.emplace(e.transfer, std::move(transit)).second)
        findings_.add(Invariant::conservation, "transfer " + e.transfer.text + " is sent twice", envelope.id);
    check_settled(envelope, e.account, e.amount);
    move(envelope, e.account, -e.amount, e.cash);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::TransferReceived& e) {
    if (auto* transit = transit_of(envelope, e.transfer)) {
        if (transit->left != e.amount || transit->currency != e.currency || transit->from != e.from || transit->to != e.account)
            findings_.add(Invariant::conservation, "transfer " + e.transfer.text + " arrives as something else than was sent",
                          envelope.id);
        transit->left -= e.amount;
    }
    move(envelope, e.account, e.amount, e.cash);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::TransferCompleted& e) {
    const auto* transit = transit_of(envelope, e.transfer);
    if (!transit) return;
    if (!transit->left.zero())
        findings_.add(Invariant::conservation, "transfer " + e.transfer.text + " ends with " + transit->left.text() + " missing",
                      envelope.id);
    transits_.erase(e.transfer);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::TransferReturned& e) {
    if (const auto* transit = transit_of(envelope, e.transfer)) {
        const auto& c = transit->conversion;
        if (transit->left != (c ? c->to_amount : e.amount) || transit->from != e.account || e.conversion != c ||
            (c && (c->from_amount != e.amount || c->from_currency != e.currency)))
            findings_.add(Invariant::conservation, "transfer " + e.transfer.text + " comes back as something else than was sent",
                          envelope.id);
        if (c) exchange(*c, true);
        transits_.erase(e.transfer);
    }
    move(envelope, e.account, e.amount, e.cash);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::Closed& e) {
    auto* account = account_of(envelope, e.account);
    if (!account) return;
    const bool holds = std::ranges::any_of(account->holdings, [](const auto& entry) { return !entry.second.held.zero(); });
    if (!account->cash.zero() || !account->reserved.zero() || holds)
        findings_.add(Invariant::conservation, "account " + e.account.text + " is closed with something in it", envelope.id);
    account->closed = true;
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::HoldingDropped& e) {
    dropped_[e.symbol] += e.quantity.units();
    auto* account = account_of(envelope, e.account);
    if (!account) return;
    auto& holding = account->holdings[e.symbol];
    holding.held -= e.quantity;
    holding.cost = Money{};
    agree(envelope, "what account " + e.account.text + " holds of " + e.symbol.text, holding.held, Quantity{});
    within(envelope, e.account, e.symbol, holding);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::AccountReset& e) {
    funding_[e.currency] += (e.cash - e.before).units();
    move(envelope, e.account, e.cash - e.before, e.cash);
    const auto* account = account_of(envelope, e.account);
    if (account && std::ranges::any_of(account->holdings, [](const auto& entry) { return !entry.second.held.zero(); }))
        findings_.add(Invariant::conservation, "account " + e.account.text + " begins again with something in it", envelope.id);
}

bool Accounts::overdue(const Due& due) const {
    return due && std::ranges::any_of(transits_, [&](const auto& entry) { return entry.second.since < *due; });
}

}  // namespace andvari::checks
