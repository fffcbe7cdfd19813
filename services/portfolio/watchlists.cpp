#include "services/portfolio/watchlists.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "shared/encoding/utf8.hpp"

namespace andvari::portfolio {
namespace {
bool may_act(const UserId& user, const Given& given) { return is_operator(given.actor) || given.actor == "owner:" + user.text; }

/// The list, if the actor may change it.
const Watchlist* list_of(const Watchlists& all, const auto& c, const Given& given) {
    const auto found = all.lists.find(c.watchlist.text);
    return may_act(c.user, given) && found != all.lists.end() ? &found->second : nullptr;
}

Refusal not_found(const WatchlistId& watchlist) { return {"watchlist_not_found", "no list " + watchlist.text}; }

Refusal too_many_symbols() { return {"too_many_symbols", "a list has at most " + std::to_string(most_watched) + " symbols"}; }
}  // namespace

Decision<Fact> decide(const Watchlists& all, const SaveWatchlist& c, const Given& given) {
    if (!may_act(c.user, given)) return not_found(c.watchlist);
    if (c.name.empty() || !is_plain_text(c.name, 64))
        return Refusal{"name_invalid", "a name has 1 to 64 characters, none of them a control character"};
    if (c.symbols.size() > most_watched) return too_many_symbols();
    if (std::set<Symbol>{c.symbols.begin(), c.symbols.end()}.size() != c.symbols.size())
        return Refusal{"symbol_repeated", "a symbol stands in a list once"};
    for (const auto& [id, list] : all.lists)
        if (id != c.watchlist.text && list.name == c.name) return Refusal{"name_in_use", "another list is called " + c.name};
    if (!all.lists.contains(c.watchlist.text) && all.lists.size() >= most_watchlists)
        return Refusal{"too_many_watchlists", "there are at most " + std::to_string(most_watchlists) + " lists"};
    return Facts<Fact>{{WatchlistSaved{c.user, c.watchlist, c.name, c.symbols}, given.command}};
}

Decision<Fact> decide(const Watchlists& all, const WatchSymbol& c, const Given& given) {
    const auto* list = list_of(all, c, given);
    if (list == nullptr) return not_found(c.watchlist);
    auto symbols = list->symbols;
    if (std::ranges::find(symbols, c.symbol) == symbols.end()) symbols.push_back(c.symbol);
    if (symbols.size() > most_watched) return too_many_symbols();
    return Facts<Fact>{{WatchlistSaved{c.user, c.watchlist, list->name, std::move(symbols)}, given.command}};
}

Decision<Fact> decide(const Watchlists& all, const UnwatchSymbol& c, const Given& given) {
    const auto* list = list_of(all, c, given);
    if (list == nullptr) return not_found(c.watchlist);
    auto symbols = list->symbols;
    if (std::erase(symbols, c.symbol) == 0) return Refusal{"symbol_not_found", c.symbol.text + " is not in the list"};
    return Facts<Fact>{{WatchlistSaved{c.user, c.watchlist, list->name, std::move(symbols)}, given.command}};
}

Decision<Fact> decide(const Watchlists& all, const DropWatchlist& c, const Given& given) {
    if (list_of(all, c, given) == nullptr) return not_found(c.watchlist);
    return Facts<Fact>{{WatchlistDropped{c.user, c.watchlist}, given.command}};
}

void evolve(Watchlists& all, const WatchlistSaved& e) {
    all.lists.insert_or_assign(e.watchlist.text, Watchlist{e.name, e.symbols});
}
void evolve(Watchlists& all, const WatchlistDropped& e) { all.lists.erase(e.watchlist.text); }
void evolve(Watchlists&, const WatchlistRefused&) {}

}  // namespace andvari::portfolio
