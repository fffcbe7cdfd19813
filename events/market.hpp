// What the engine and the portfolio keep of the market: a replica of the facts of `stock`, the latest only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "events/fx_rates.hpp"
#include "events/stock.hpp"

namespace andvari {

struct Market {
    std::map<Symbol, stock::Quoted> quotes;
    std::map<Symbol, stock::Listed> instruments;
    std::map<Symbol, stock::Rules> rules;
    std::map<Symbol, stock::StatusChanged> statuses;
    std::optional<stock::PhaseChanged> phase;   ///< Absent: the market never closes.
    std::optional<stock::PhaseChanged> before;  ///< The phase before that one.
    FxRates fx;

    const stock::Quoted* quote(const Symbol& symbol) const { return find(quotes, symbol); }
    const stock::Listed* instrument(const Symbol& symbol) const { return find(instruments, symbol); }
    const stock::Rules* rules_of(const Symbol& symbol) const { return find(rules, symbol); }
    const stock::StatusChanged* status(const Symbol& symbol) const { return find(statuses, symbol); }
    bool is_halted(const Symbol& symbol) const {
        const auto* known = status(symbol);
        return known != nullptr && known->halted;
    }
    bool is_regular() const { return !phase || phase->phase == stock::Phase::regular; }

private:
    template <class Value>
    static const Value* find(const std::map<Symbol, Value>& map, const Symbol& symbol) {
        const auto found = map.find(symbol);
        return found == map.end() ? nullptr : &found->second;
    }
};

inline void learn(Market& market, const stock::Listed& e) { market.instruments.insert_or_assign(e.symbol, e); }
inline void learn(Market& market, const stock::Quoted& e) { market.quotes.insert_or_assign(e.symbol, e); }
inline void learn(Market& market, const stock::PhaseChanged& e) { market.before = std::exchange(market.phase, e); }
inline void learn(Market& market, const stock::StatusChanged& e) { market.statuses.insert_or_assign(e.symbol, e); }
inline void learn(Market& market, const stock::RulesSet& e) { market.rules.insert_or_assign(e.symbol, e.rules); }
/// A quote in old shares counts no more.
inline void learn(Market& market, const stock::SplitDue& e) {
    const auto* quoted = market.quote(e.symbol);
    if (quoted != nullptr && quoted->quote.time < e.effective) market.quotes.erase(e.symbol);
}
inline void learn(Market& market, const stock::FxQuoted& e) { market.fx.learn(e); }
template <class Other>
void learn(Market&, const Other&) {}
inline void learn(Market& market, const stock::Fact& fact) {
    std::visit([&](const auto& e) { learn(market, e); }, fact);
}

/// What a replica of the market is remembered under; nothing for a fact that it does not keep. What is remembered is learned
/// again by type in alphabetical order, the last of each key: so a split after the quote.
inline std::optional<std::string> replica_key(const stock::Fact& fact) {
    if (const auto* listed = std::get_if<stock::Listed>(&fact)) return listed->symbol.text;
    if (const auto* quoted = std::get_if<stock::Quoted>(&fact)) return quoted->symbol.text;
    if (const auto* status = std::get_if<stock::StatusChanged>(&fact)) return status->symbol.text;
    if (const auto* rules = std::get_if<stock::RulesSet>(&fact)) return rules->symbol.text;
    if (const auto* split = std::get_if<stock::SplitDue>(&fact)) return split->symbol.text;
    if (const auto* phase = std::get_if<stock::PhaseChanged>(&fact)) return phase->market;
    if (const auto* fx = std::get_if<stock::FxQuoted>(&fact)) return fx->base + fx->quote;
    return std::nullopt;
}

}  // namespace andvari
