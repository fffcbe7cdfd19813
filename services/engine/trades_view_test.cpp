#include "services/engine/trades_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::engine {
namespace {
using namespace test;
const AccountId alice{"alice"}, bob{"bob"};

Traded trade(const std::string& id, std::optional<Party> buyer, std::optional<Party> seller, const std::string& symbol = "AAPL") {
    return {{id}, {symbol}, units(4), at(99), buyer, seller, stock::Quote{at(98), at(100), units(5), units(6), Story::start}};
}
const Party alices{{"o1"}, alice}, bobs{{"o2"}, bob};

TEST_SUITE("view: trades") {
    TEST_CASE("a trade with the market is one row, with the quote that stood") {
        Story story;
        story.tell("AAPL", trade("t1", alices, std::nullopt));
        Shown<TradesView> shown{story};
        const auto rows = TradesView::list(shown.db(), {.all_accounts = true});
        REQUIRE(rows.size() == 1);
        CHECK(
            json::write(rows[0]) ==
            R"({"id":"t1","account":"alice","order":"o1","symbol":"AAPL","side":"buy","quantity":"4","price":"99","value":"396",)"
            R"("counterparty":"market","quote":{"bid":"98","ask":"100","bid_size":"5","ask_size":"6",)"
            R"("time":"2023-11-14T22:13:20.000000Z"},"time":"2023-11-14T22:13:20.000000Z"})");
        CHECK(rows[0].sequence == 1);
    }
    TEST_CASE("a trade between customers is a row for each") {
        Story story;
        auto fact = trade("t1", alices, bobs);
        fact.quote.reset();
        story.tell("AAPL", fact);
        Shown<TradesView> shown{story};
        for (const auto& party : {alices, bobs}) {
            const auto rows = TradesView::list(shown.db(), {.accounts = {party.account}});
            REQUIRE(rows.size() == 1);
            CHECK(rows[0].order == party.order);
            CHECK(rows[0].side == (party.account == alice ? order::Side::buy : order::Side::sell));
            CHECK(rows[0].counterparty == Counterparty::customer);
            CHECK_FALSE(rows[0].quote.has_value());
        }
        CHECK(TradesView::list(shown.db(), {}).empty());
    }
    TEST_CASE("newest first and page by page, by symbol too") {
        Story story;
        story.tell("AAPL", trade("t1", alices, bobs)).tell("MSFT", trade("t2", alices, std::nullopt, "MSFT"));
        story.tell("AAPL", trade("t3", alices, alices));
        Shown<TradesView> shown{story, 3};
        for (const bool all : {false, true}) {
            TradeQuery query{.accounts = {alice, bob}, .all_accounts = all, .limit = 2};
            std::string seen;
            for (auto page = TradesView::list(shown.db(), query); !page.empty(); page = TradesView::list(shown.db(), query)) {
                for (const auto& row : page) seen += row.id.text + ' ';
                query.before = page.back().place;
            }
            CHECK(seen == "t3 t3 t2 t1 t1 ");
        }
        CHECK(TradesView::list(shown.db(), {.accounts = {alice}, .symbol = Symbol{"MSFT"}}).size() == 1);
    }
    TEST_CASE("the trades of an order, oldest first") {
        Story story;
        story.tell("AAPL", trade("t1", alices, bobs)).tell("AAPL", trade("t2", alices, std::nullopt));
        Shown<TradesView> shown{story};
        const auto first = TradesView::of_order(shown.db(), {"o1"}, 0, 1);
        REQUIRE(first.size() == 1);
        CHECK(first[0].id.text == "t1");
        const auto rest = TradesView::of_order(shown.db(), {"o1"}, first[0].place, 10);
        REQUIRE(rest.size() == 1);
        CHECK(rest[0].id.text == "t2");
    }
    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<TradesView>(trading(40)));
    }
}
}  // namespace
}  // namespace andvari::engine
