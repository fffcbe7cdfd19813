// Money between accounts: each cent that is sent is in the house's hands until it arrives or comes back.
#include <algorithm>

#include "checks/accounts.hpp"

namespace andvari::checks {

void Accounts::move(const eventing::Envelope& envelope, const AccountId& id, Money amount, Money told) {
    auto* account = account_of(envelope, id);
    if (!account) return;
    account->cash += amount;
    agree(envelope, "the cash of account " + id.text, account->cash, told);
    within(envelope, id, *account);
}

Accounts::Transit* Accounts::transit_of(const eventing::Envelope& envelope, const portfolio::TransferId& transfer) {
    const auto found = transits_.find(transfer);
    if (found != transits_.end()) return &found->second;
    findings_.add(Invariant::conservation, "transfer " + transfer.text + " is not under way", envelope.id);
    return nullptr;
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::TransferSent& e) {
    if (!transits_.emplace(e.transfer, Transit{e.account, e.to, e.amount, e.currency, envelope.time, envelope.id}).second)
        findings_.add(Invariant::conservation, "transfer " + e.transfer.text + " is sent twice", envelope.id);
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
        if (transit->left != e.amount || transit->from != e.account)
            findings_.add(Invariant::conservation, "transfer " + e.transfer.text + " comes back as something else than was sent",
                          envelope.id);
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
