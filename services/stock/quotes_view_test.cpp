#include "services/stock/quotes_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::stock {
namespace {
using namespace test;
const Symbol apple{"AAPL"}, berkshire{"BRK.B"};

struct Short : QuotesView {
    Short() : QuotesView{3, 2} {}
};

Instant second(int number) { return Story::start.plus_seconds(number); }
Quoted quote(const Symbol& symbol, int bid, int time) {
    return {symbol, {at(bid), at(bid + 1), units(100), units(200), second(time)}, second(time)};
}
/// Apple's bids are 1, 2, 3, …; the third and the fourth have one time.
Story story() {
    Story story;
    for (const auto& [bid, time] : {std::pair{1, 1}, {2, 2}, {3, 3}, {4, 3}, {5, 4}}) story.tell("AAPL", quote(apple, bid, time));
    return story.tell("BRK_B", quote(berkshire, 500, 1));
}
std::vector<int> bids(const std::vector<PastQuote>& quotes) {
    std::vector<int> bids;
    for (const auto& past : quotes) bids.push_back(static_cast<int>(past.quote.bid.units() / Price::whole(1).units()));
    return bids;
}
QuotePlace place_of(const PastQuote& past) { return {past.quote.time, past.place}; }

TEST_SUITE("view: quotes") {
    TEST_CASE("quotes are found by symbol, between two times, in both directions") {
        Shown<QuotesView> shown{story()};
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = apple})) == std::vector{1, 2, 3, 4, 5});
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = apple, .newest_first = true})) == std::vector{5, 4, 3, 2, 1});
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = apple, .from = second(2), .to = second(4)})) == std::vector{2, 3, 4});
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = apple, .from = second(3), .to = second(4), .newest_first = true})) ==
              std::vector{4, 3});
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = berkshire})) == std::vector{500});
        CHECK(QuotesView::list(shown.db(), {.symbol = Symbol{"MSFT"}}).empty());
        const auto first = QuotesView::list(shown.db(), {.symbol = apple, .limit = 1}).at(0);
        CHECK(first.quote == quote(apple, 1, 1).quote);
    }

    TEST_CASE("pages join without a gap, also between two of one time") {
        Shown<QuotesView> shown{story()};
        for (const bool newest_first : {false, true}) {
            QuoteQuery query{.symbol = apple, .newest_first = newest_first, .limit = 1};
            std::vector<int> all;
            for (auto page = QuotesView::list(shown.db(), query); !page.empty(); page = QuotesView::list(shown.db(), query)) {
                all.push_back(bids(page).front());
                query.behind = place_of(page.front());
            }
            CHECK(all == (newest_first ? std::vector{5, 4, 3, 2, 1} : std::vector{1, 2, 3, 4, 5}));
        }
    }

    TEST_CASE("of each symbol the latest are kept") {
        Shown<Short> shown{story()};
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = apple})) == std::vector{2, 3, 4, 5});
        CHECK(bids(QuotesView::list(shown.db(), {.symbol = berkshire})) == std::vector{500});
    }

    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<QuotesView>(trading(40)));
        CHECK(same_rows_however_it_is_told<Short>(story()));
    }
}
}  // namespace
}  // namespace andvari::stock
