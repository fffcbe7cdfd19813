// Splits and dividends: whether they give what they say.
#include "checks/accounts.hpp"

namespace andvari::checks {

void Accounts::on(const eventing::Envelope& envelope, const portfolio::SharesSplit& e) {
    // A split makes shares, or takes them, as the market does.
    shares_from_market_[e.symbol] += (e.held - e.before).units();
    auto* account = account_of(envelope, e.account);
    if (!account) return;
    auto& holding = account->holdings[e.symbol];
    agree(envelope, "what account " + e.account.text + " held of " + e.symbol.text, holding.held, e.before);
    holding.held = stock::after_split(holding.held, e.ratio);
    agree(envelope, "what account " + e.account.text + " holds of " + e.symbol.text, holding.held, e.held);
    agree(envelope, "what account " + e.account.text + " paid for " + e.symbol.text, holding.cost, e.cost);
    within(envelope, e.account, e.symbol, holding);
    if (holding.held.zero()) holding.cost = Money{};  // What they cost went with them.
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::DividendAccrued& e) {
    const auto* account = account_of(envelope, e.account);
    if (!account) return;
    auto amount = stock::dividend_of(e.held, e.per_share);
    agree(envelope, "the dividend of account " + e.account.text, amount, e.amount);
    if (!owed_.emplace(std::pair{e.account, e.action}, e.amount).second)
        findings_.add(Invariant::conservation, "account " + e.account.text + " is owed the same dividend twice", envelope.id);
    const auto holding = account->holdings.find(e.symbol);
    if (holding == account->holdings.end() || holding->second.held != e.held)
        findings_.add(Invariant::conservation,
                      "account " + e.account.text + " is owed a dividend of shares that it does not hold", envelope.id);
}

void Accounts::on(const eventing::Envelope& envelope, const portfolio::DividendPaid& e) {
    const auto owed = owed_.find({e.account, e.action});
    if (owed == owed_.end() || owed->second != e.amount)
        findings_.add(Invariant::conservation, "account " + e.account.text + " is paid a dividend that it is not owed",
                      envelope.id);
    if (owed != owed_.end()) owed_.erase(owed);
    funding_[e.currency] += e.amount.units();
    move(envelope, e.account, e.amount, e.cash);
}

}  // namespace andvari::checks
