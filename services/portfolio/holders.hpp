// Who may hold shares of which symbol: whoever ever bought some. And how often each was split.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "events/engine.hpp"

namespace andvari::portfolio {

struct Holders {
    std::map<Symbol, std::set<AccountId>> of;
    std::map<Symbol, std::int64_t> splits;
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
    return split->action;
}

}  // namespace andvari::portfolio
