// Who may hold shares of which symbol: whoever ever bought some. And how often each was split, since when.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "events/engine.hpp"

namespace andvari::portfolio {

struct Holders {
    std::map<Symbol, std::set<AccountId>> of;
    std::map<Symbol, std::int64_t> splits;
    std::map<Symbol, Instant> in_new_shares;  ///< From when on quotes are, as far as that is known.

    /// The engine may tell of a split before the market does.
    bool is_in_old_shares(const Symbol& symbol, Instant quoted) const {
        const auto found = in_new_shares.find(symbol);
        return found != in_new_shares.end() && quoted < found->second;
    }
};

/// What the replica is remembered under; nothing where the fact tells nothing new.
inline std::optional<std::string> learn(Holders& holders, const engine::Fact& fact) {
    if (const auto* traded = std::get_if<engine::Traded>(&fact)) {
        if (!traded->buyer || !holders.of[traded->symbol].insert(traded->buyer->account).second) return std::nullopt;
        return traded->symbol.text + ' ' + traded->buyer->account.text;
    }
    const auto* split = std::get_if<engine::Split>(&fact);
    if (split == nullptr) return std::nullopt;
    ++holders.splits[split->symbol];
    auto& since = holders.in_new_shares[split->symbol];
    since = std::max(since, split->effective.value_or(Instant{}));
    return split->action;
}

}  // namespace andvari::portfolio
