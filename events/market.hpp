// What the engine and the portfolio keep of the market: a replica of the facts of `stock`, the latest only.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "events/stock.hpp"

namespace andvari {

struct Market {
    std::map<Symbol, stock::Quoted> quotes;
    std::map<Symbol, stock::Listed> instruments;

    const stock::Quoted* quote(const Symbol& symbol) const {
        const auto found = quotes.find(symbol);
        return found == quotes.end() ? nullptr : &found->second;
    }
    const stock::Listed* instrument(const Symbol& symbol) const {
        const auto found = instruments.find(symbol);
        return found == instruments.end() ? nullptr : &found->second;
    }
};

inline void learn(Market& market, const stock::Listed& e) { market.instruments.insert_or_assign(e.symbol, e); }
inline void learn(Market& market, const stock::Quoted& e) { market.quotes.insert_or_assign(e.symbol, e); }
inline void learn(Market&, const stock::BarClosed&) {}
inline void learn(Market&, const stock::CommandRefused&) {}
inline void learn(Market& market, const stock::Fact& fact) {
    std::visit([&](const auto& e) { learn(market, e); }, fact);
}

/// What a replica of the market is remembered under; nothing for a fact that it does not keep.
inline std::optional<std::string> replica_key(const stock::Fact& fact) {
    if (const auto* listed = std::get_if<stock::Listed>(&fact)) return listed->symbol.text;
    if (const auto* quoted = std::get_if<stock::Quoted>(&fact)) return quoted->symbol.text;
    return std::nullopt;
}

}  // namespace andvari
