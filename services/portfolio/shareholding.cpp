// What a company's acts do to who holds its shares: splits and dividends.
#include <algorithm>

#include "services/portfolio/reserving.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;

/// The engine has ended every order of the symbol, so that nothing of what is set aside for them will trade.
void free_what_is_set_aside(const Account& account, const AccountId& id, const Symbol& symbol, Facts<Fact>& facts) {
    for (const auto& [order, r] : account.reservations) {
        if (r.symbol != symbol) continue;
        if (r.extra)
            facts.emplace_back(Lowered{id, {order}, r.extra->replacement, symbol, r.side, r.extra->quantity, r.extra->cash});
        if (!r.open.positive()) continue;
        const bool sell = r.side == Side::sell;
        facts.emplace_back(Released{id, {order}, symbol, sell ? Money{} : r.cash, sell ? r.open : Quantity{}, r.open});
    }
}
}  // namespace

Decision<Fact> decide(const Account& account, const Split& c, const Given&) {
    if (!account.exists() || contains(account.actions, c.action)) return Facts<Fact>{};
    Facts<Fact> facts;
    free_what_is_set_aside(account, c.account, c.symbol, facts);
    const auto& [held, reserved, incoming, cost] = holding_of(account, c.symbol);
    if (held.positive())
        facts.emplace_back(SharesSplit{c.account, c.symbol, c.action, c.ratio, held, stock::after_split(held, c.ratio), cost,
                                       account.cash, account.currency});
    return facts;
}

Decision<Fact> decide(const Account& account, const Accrue& c, const Given&) {
    if (!account.exists() || contains(account.actions, c.action)) return Facts<Fact>{};
    const auto held = holding_of(account, c.symbol).held;
    if (!held.positive() || c.currency != account.currency) return Facts<Fact>{};
    const auto amount = stock::dividend_of(held, c.per_share);
    if (!amount.positive()) return Facts<Fact>{};
    return Facts<Fact>{DividendAccrued{c.account, c.symbol, c.action, held, c.per_share, amount, c.currency}};
}

Decision<Fact> decide(const Account& account, const PayDividend& c, const Given&) {
    const auto owed = account.owed.find(c.action);
    if (owed == account.owed.end()) return Facts<Fact>{};
    const auto& e = owed->second;
    // Nobody has so much, but no sum may leave 64 bits.
    const auto amount = std::min(e.amount, largest_cash - account.cash);
    return Facts<Fact>{
        DividendPaid{c.account, e.symbol, c.action, e.held, e.per_share, amount, e.currency, account.cash + amount}};
}

void evolve(Account& account, const SharesSplit& e) {
    remember(account.actions, e.action);
    auto& holding = account.holdings.at(e.symbol.text);
    holding.held = e.held;
    if (e.held.zero() && holding.incoming.zero()) account.holdings.erase(e.symbol.text);
}

void evolve(Account& account, const DividendAccrued& e) {
    remember(account.actions, e.action);
    account.owed.insert_or_assign(e.action, e);
}

void evolve(Account& account, const DividendPaid& e) {
    account.owed.erase(e.action);
    account.cash = e.cash;
}

}  // namespace andvari::portfolio
