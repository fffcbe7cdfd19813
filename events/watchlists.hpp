// Lists of symbols that somebody watches. They belong to a person, not to an account.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"

namespace andvari::portfolio {

struct WatchlistTag;
using WatchlistId = Id<WatchlistTag>;

// Commands, on cmd.portfolio.@<user>.<verb>: no account has such a name, so nobody can open one to listen there.

/// Makes the list, or puts all of this in place of what it was.
struct SaveWatchlist {
    UserId user;  ///< The name after "owner:".
    WatchlistId watchlist;
    std::string name;             ///< 1 to 64 characters, different from the user's other lists.
    std::vector<Symbol> symbols;  ///< In the user's order, none twice.
    std::string addressee() const { return '@' + user.text; }
    static constexpr std::string_view type = "andvari.portfolio.save_watchlist.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SaveWatchlist::user), json::field("watchlist", &SaveWatchlist::watchlist),
                     json::field("name", &SaveWatchlist::name), json::field("symbols", &SaveWatchlist::symbols));
};

/// Puts a symbol at the end of the list; nothing new where it is there.
struct WatchSymbol {
    UserId user;
    WatchlistId watchlist;
    Symbol symbol;
    std::string addressee() const { return '@' + user.text; }
    static constexpr std::string_view type = "andvari.portfolio.watch_symbol.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &WatchSymbol::user), json::field("watchlist", &WatchSymbol::watchlist),
                     json::field("symbol", &WatchSymbol::symbol));
};

struct UnwatchSymbol {
    UserId user;
    WatchlistId watchlist;
    Symbol symbol;
    std::string addressee() const { return '@' + user.text; }
    static constexpr std::string_view type = "andvari.portfolio.unwatch_symbol.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &UnwatchSymbol::user), json::field("watchlist", &UnwatchSymbol::watchlist),
                     json::field("symbol", &UnwatchSymbol::symbol));
};

struct DropWatchlist {
    UserId user;
    WatchlistId watchlist;
    std::string addressee() const { return '@' + user.text; }
    static constexpr std::string_view type = "andvari.portfolio.drop_watchlist.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &DropWatchlist::user), json::field("watchlist", &DropWatchlist::watchlist));
};

// Facts, on evt.portfolio.@<user>.<fact>.

/// The list as it is from now on.
struct WatchlistSaved {
    UserId user;
    WatchlistId watchlist;
    std::string name;
    std::vector<Symbol> symbols;
    static constexpr std::string_view type = "andvari.portfolio.watchlist_saved.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &WatchlistSaved::user), json::field("watchlist", &WatchlistSaved::watchlist),
                     json::field("name", &WatchlistSaved::name), json::field("symbols", &WatchlistSaved::symbols));
};

struct WatchlistDropped {
    UserId user;
    WatchlistId watchlist;
    static constexpr std::string_view type = "andvari.portfolio.watchlist_dropped.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &WatchlistDropped::user), json::field("watchlist", &WatchlistDropped::watchlist));
};

struct WatchlistRefused {
    UserId user;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.portfolio.watchlist_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("user", &WatchlistRefused::user), json::field("code", &WatchlistRefused::code),
                     json::field("reason", &WatchlistRefused::reason));
};

}  // namespace andvari::portfolio
