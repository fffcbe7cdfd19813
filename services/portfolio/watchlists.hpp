// The rules of a person's watchlists.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "events/portfolio.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::portfolio {

inline constexpr std::size_t most_watchlists = 50;
inline constexpr std::size_t most_watched = 200;  ///< Symbols of a list.

struct Watchlist {
    std::string name;
    std::vector<Symbol> symbols;
    static constexpr auto fields =
        json::fields(json::field("name", &Watchlist::name), json::field("symbols", &Watchlist::symbols));
};

struct Watchlists {
    std::map<std::string, Watchlist> lists;  ///< By id.
    static constexpr auto fields = json::fields(json::field("lists", &Watchlists::lists));
};

template <class C>
concept ListCommand = requires(const C& c) {
    c.user;
    c.watchlist;
    c.addressee();
};

/// Refused, in this order: watchlist_not_found (another's), name_invalid, too_many_symbols, symbol_repeated, name_in_use,
/// too_many_watchlists.
Decision<Fact> decide(const Watchlists&, const SaveWatchlist&, const Given&);
/// Refused for watchlist_not_found (also another's), too_many_symbols.
Decision<Fact> decide(const Watchlists&, const WatchSymbol&, const Given&);
/// Refused for watchlist_not_found (also another's), symbol_not_found.
Decision<Fact> decide(const Watchlists&, const UnwatchSymbol&, const Given&);
/// Refused for watchlist_not_found (also another's).
Decision<Fact> decide(const Watchlists&, const DropWatchlist&, const Given&);

void evolve(Watchlists&, const WatchlistSaved&);
void evolve(Watchlists&, const WatchlistDropped&);
void evolve(Watchlists&, const WatchlistRefused&);

}  // namespace andvari::portfolio
