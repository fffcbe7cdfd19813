#include "services/portfolio/watchlists.hpp"

#include "services/portfolio/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
const UserId alice{"alice"};
const WatchlistId tech{"tech"};
const Symbol aapl{"AAPL"}, msft{"MSFT"};
using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by("owner:alice")); }
const WatchlistSaved saved{alice, tech, "Technology", {aapl}};
}  // namespace

TEST_SUITE("portfolio: watchlists") {
    TEST_CASE("are made, changed and dropped by their owner") {
        given({}).when(SaveWatchlist{alice, tech, "Technology", {aapl}}, "c1").then({{saved, "c1"}});
        given({saved})
            .when(SaveWatchlist{alice, tech, "Chips", {msft, aapl}}, "c1")
            .then({{WatchlistSaved{alice, tech, "Chips", {msft, aapl}}, "c1"}});
        given({saved}).when(DropWatchlist{alice, tech}, "c1").then({{WatchlistDropped{alice, tech}, "c1"}});
    }

    TEST_CASE("keep their order, and each symbol once") {
        given({saved})
            .when(WatchSymbol{alice, tech, msft}, "c1")
            .then({{WatchlistSaved{alice, tech, "Technology", {aapl, msft}}, "c1"}})
            .when(WatchSymbol{alice, tech, aapl}, "c2")
            .then({{WatchlistSaved{alice, tech, "Technology", {aapl, msft}}, "c2"}})
            .when(UnwatchSymbol{alice, tech, aapl}, "c3")
            .then({{WatchlistSaved{alice, tech, "Technology", {msft}}, "c3"}});
    }

    TEST_CASE("are not there for others") {
        given({saved}).by("owner:mallory").when(SaveWatchlist{alice, tech, "Mine", {}}).refused("watchlist_not_found");
        given({saved}).by("owner:mallory").when(WatchSymbol{alice, tech, msft}).refused("watchlist_not_found");
        given({saved}).by("owner:mallory").when(UnwatchSymbol{alice, tech, aapl}).refused("watchlist_not_found");
        given({saved}).by("owner:mallory").when(DropWatchlist{alice, tech}).refused("watchlist_not_found");
        given({}).when(DropWatchlist{alice, tech}).refused("watchlist_not_found");
    }

    TEST_CASE("are refused with a bad or a used name, and beyond their bounds") {
        given({}).when(SaveWatchlist{alice, tech, "", {}}).refused("name_invalid");
        given({}).when(SaveWatchlist{alice, tech, std::string(65, 'x'), {}}).refused("name_invalid");
        given({saved}).when(SaveWatchlist{alice, {"other"}, "Technology", {}}).refused("name_in_use");
        given({}).when(SaveWatchlist{alice, tech, "T", {aapl, aapl}}).refused("symbol_repeated");
        given({saved}).when(UnwatchSymbol{alice, tech, msft}).refused("symbol_not_found");
        std::vector<Symbol> many;
        for (std::size_t i = 0; i < most_watched; ++i) many.push_back({"S" + std::to_string(i)});
        given({WatchlistSaved{alice, tech, "T", many}}).when(WatchSymbol{alice, tech, aapl}).refused("too_many_symbols");
        many.push_back(aapl);
        given({}).when(SaveWatchlist{alice, tech, "T", many}).refused("too_many_symbols");
        auto scenario = given({});
        for (std::size_t i = 0; i < most_watchlists; ++i) {
            const auto text = std::to_string(i);
            scenario.when(SaveWatchlist{alice, {text}, text, {}});
        }
        scenario.when(SaveWatchlist{alice, tech, "One more", {}}).refused("too_many_watchlists");
    }

    TEST_CASE("are kept under a name that no account has") {
        CHECK(key_of(Fact{saved}) == "@alice");
        CHECK_FALSE(is_token(key_of(Fact{saved})));
        const auto fact = refused(DropWatchlist{alice, tech}, {}, {"watchlist_not_found", "why"});
        CHECK(std::get<WatchlistRefused>(fact).user == alice);
    }
}

}  // namespace andvari::portfolio
