// What accounts must come to, told by rules too simple to be wrong: one sum for
// each of what its trades moved, and what companies gave and took.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "events/engine.hpp"
#include "events/portfolio.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::properties {

/// By the engine's word alone.
class LedgerReference {
public:
    struct Sums {
        Money cash;
        std::map<Symbol, Quantity> held;
        std::map<std::string, Money> owed;  ///< By action.
        int trades = 0;
    };
    std::map<AccountId, Sums> accounts;
    std::map<OrderId, Quantity> filled;
    struct Counts {
        int splits = 0;  ///< Of shares that somebody held.
        int owed = 0, paid = 0;
    } counts;

    void on(const engine::Fact& fact) {
        std::visit([&](const auto& e) { apply(e); }, fact);
    }
    /// Money that comes and goes without a trade.
    void on(const portfolio::Fact& fact) {
        std::visit(eventing::Overloaded{[&](const portfolio::Deposited& e) { accounts[e.account].cash += e.amount; },
                                        [&](const portfolio::Withdrawn& e) { accounts[e.account].cash -= e.amount; },
                                        [&](const portfolio::TransferSent& e) { accounts[e.account].cash -= e.amount; },
                                        [&](const portfolio::TransferReceived& e) { accounts[e.account].cash += e.amount; },
                                        [&](const portfolio::TransferReturned& e) { accounts[e.account].cash += e.amount; },
                                        [&](const portfolio::Settled& e) { accounts[e.account].cash -= e.fee.value_or(Money{}); },
                                        [](const auto&) {}},
                   fact);
    }

private:
    void apply(const engine::Traded& e) {
        move(e.buyer, e, order::Side::buy);
        move(e.seller, e, order::Side::sell);
    }
    void apply(const engine::Split& e) {
        RC_ASSERT(actions_.insert(e.action).second);
        bool any = false;
        for (auto& [account, sums] : accounts) {
            auto& held = sums.held[e.symbol];
            any |= held.positive();
            held = Quantity::of_units(static_cast<std::int64_t>(
                std::min<__int128>(static_cast<__int128>(held.units()) * e.ratio.numerator / e.ratio.denominator,
                                   stock::largest_after_split.units())));
        }
        counts.splits += any;
    }
    void apply(const engine::WentEx& e) {
        RC_ASSERT(actions_.insert(e.action).second);
        for (auto& [account, sums] : accounts) {
            // Half a millionth goes to the even neighbour.
            const auto exact = static_cast<__int128>(sums.held[e.symbol].units()) * e.per_share.units();
            const auto rest = exact % Quantity::one * 2;
            auto amount = exact / Quantity::one;
            if (rest > Quantity::one || (rest == Quantity::one && amount % 2 == 1)) ++amount;
            if (amount == 0) continue;
            sums.owed[e.action] = Money::of_units(static_cast<std::int64_t>(std::min<__int128>(amount, largest_money.units())));
            ++counts.owed;
        }
    }
    void apply(const engine::DividendPayable& e) {
        RC_ASSERT(actions_.contains(e.action));
        RC_ASSERT(paid_.insert(e.action).second);
        for (auto& [account, sums] : accounts) {
            const auto owed = sums.owed.extract(e.action);
            if (owed.empty()) continue;
            sums.cash += owed.mapped();
            ++counts.paid;
        }
    }
    void apply(const auto&) {}
    void move(const std::optional<engine::Party>& party, const engine::Traded& e, order::Side side) {
        if (!party) return;
        auto& sums = accounts[party->account];
        const auto value = value_of(e.price, e.quantity);
        sums.cash += side == order::Side::buy ? -value : value;
        sums.held[e.symbol] += side == order::Side::buy ? e.quantity : -e.quantity;
        ++sums.trades;
        filled[party->order] += e.quantity;
    }

    std::set<std::string> actions_, paid_;
};

}  // namespace andvari::properties
