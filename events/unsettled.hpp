// What sales brought and what may not leave the account yet: by the moment that it settles.
#pragma once

#include <algorithm>
#include <vector>

#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::portfolio {

struct Unsettled {
    Instant settles;
    Money amount;
    friend bool operator==(const Unsettled&, const Unsettled&) = default;
    static constexpr auto fields =
        json::fields(json::field("settles", &Unsettled::settles), json::field("amount", &Unsettled::amount));
};

/// Soonest first; some of it may have settled by now. Together never more than the account's cash.
using UnsettledCash = std::vector<Unsettled>;

/// As many moments are kept apart; beyond, the soonest ones settle with the next.
inline constexpr std::size_t most_unsettled = 32;

inline void add(UnsettledCash& cash, Instant settles, Money amount) {
    const auto at = std::ranges::lower_bound(cash, settles, {}, &Unsettled::settles);
    if (at != cash.end() && at->settles == settles) at->amount += amount;
    else cash.insert(at, {settles, amount});
    if (cash.size() <= most_unsettled) return;
    cash[1].amount += cash[0].amount;
    cash.erase(cash.begin());
}

/// The account has so much left: what was spent is what settles first.
inline void keep_within(UnsettledCash& cash, Money balance) {
    Money sum;
    for (const auto& one : cash) sum += one.amount;
    while (!cash.empty() && sum > balance) {
        const auto spent = std::min(cash.front().amount, sum - balance);
        cash.front().amount -= spent;
        sum -= spent;
        if (cash.front().amount.zero()) cash.erase(cash.begin());
    }
}

/// What has not settled by `now`.
inline Money still_unsettled(const UnsettledCash& cash, Instant now) {
    Money sum;
    for (const auto& one : cash)
        if (one.settles > now) sum += one.amount;
    return sum;
}

}  // namespace andvari::portfolio
