// Whether all accounts together have what was deposited, and what the market gave and took.
#include "checks/accounts.hpp"

namespace andvari::checks {
using order::Side;

void Accounts::on(const engine::Traded& e) {
    if (e.buyer && e.seller) return;  // Between customers: the house's clearing gets and gives the same.
    const auto value = value_of(e.price, e.quantity).units();
    const Sum sign = e.buyer ? 1 : -1;
    money_from_market_[e.symbol] -= sign * value;
    shares_from_market_[e.symbol] += sign * e.quantity.units();
}

void Accounts::check_sum(std::string_view asset, bool money, Sum held, Sum expected) const {
    if (held == expected) return;
    const auto difference = static_cast<std::int64_t>(held - expected);
    findings_.add(Invariant::conservation,
                  "all accounts together have " +
                      (money ? Money::of_units(difference).text() : Quantity::of_units(difference).text()) + ' ' +
                      std::string{asset} + " more than was deposited and traded",
                  std::string{asset});
}

void Accounts::finish(const Due& due) const {
    std::map<std::string, Sum> money_held, money_expected = funding_;
    std::map<Symbol, Sum> shares_held, shares_expected = shares_from_market_;
    for (const auto& [id, account] : accounts_) {
        money_held[account.currency] += account.cash.units();
        for (const auto& [symbol, holding] : account.holdings) shares_held[symbol] += holding.held.units();
    }
    const auto currency_of = [&](const Symbol& symbol) {
        const auto found = currencies_.find(symbol);
        return found == currencies_.end() ? std::string{"?"} : found->second;
    };
    for (const auto& [symbol, sum] : money_from_market_) money_expected[currency_of(symbol)] += sum;
    for (const auto& [currency, sum] : fractions_) money_expected[currency] += sum;
    for (const auto& [currency, sum] : fees_) money_expected[currency] -= sum;
    for (const auto& [currency, sum] : exchanged_) money_expected[currency] -= sum;
    for (const auto& [symbol, sum] : dropped_) shares_expected[symbol] -= sum;
    for (const auto& [transfer, transit] : transits_) {
        money_held[transit.currency] += transit.left.units();
        findings_.unfinished(Invariant::conservation, transit.since, due,
                             "transfer " + transfer.text + " has neither arrived nor come back", transit.where);
    }
    // What is traded and not settled yet has not moved.
    ties_.trades.each_begun_without(Ties::portfolio_settled, [&](const TradeSide& side) {
        const Sum sign = side.side == Side::buy ? 1 : -1;
        money_expected[currency_of(side.symbol)] += sign * value_of(side.price, side.quantity).units();
        shares_expected[side.symbol] -= sign * side.quantity.units();
    });
    for (const auto& [currency, sum] : money_held) money_expected.try_emplace(currency, 0);
    for (const auto& [symbol, sum] : shares_held) shares_expected.try_emplace(symbol, 0);
    for (const auto& [currency, sum] : money_expected) check_sum(currency, true, money_held[currency], sum);
    for (const auto& [symbol, sum] : shares_expected) check_sum(symbol.text, false, shares_held[symbol], sum);
}

}  // namespace andvari::checks
