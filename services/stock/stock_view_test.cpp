#include "services/stock/stock_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/projection.hpp"
#include "shared/eventing/view_story.hpp"

namespace andvari::stock {
namespace {
using namespace test;
const Symbol apple{"AAPL"}, berkshire{"BRK.B"};

Quoted quote(const Symbol& symbol, int bid, Instant time) {
    return {symbol, {at(bid), at(bid + 1), units(100), units(200), time}, time.plus_seconds(1)};
}
Bar bar(int day, int close) {
    const auto time = Story::start.plus_seconds(day * 86'400);
    return {Interval::day, time, at(10), at(20), at(5), at(close), units(1000)};
}

TEST_SUITE("view: stock") {
    TEST_CASE("instruments are found by symbol, and listed page by page") {
        Story story;
        story.tell("BRK_B", Listed{berkshire, "Berkshire", "USD"}).tell("AAPL", Listed{apple, "AAPL", "USD"});
        Shown<StockView> shown{story};
        CHECK(StockView::instrument(shown.db(), berkshire)->name == "Berkshire");
        CHECK_FALSE(StockView::instrument(shown.db(), Symbol{"MSFT"}).has_value());
        const auto first = StockView::instruments(shown.db(), "", 1);
        REQUIRE(first.size() == 1);
        CHECK(json::write(first[0]) == R"({"symbol":"AAPL","name":"AAPL","currency":"USD","halted":false,"rules":{}})");
        const auto second = StockView::instruments(shown.db(), first[0].symbol.text, 10);
        REQUIRE(second.size() == 1);
        CHECK(second[0].symbol == berkshire);
    }

    TEST_CASE("an instrument that is listed again takes the new name") {
        Story story;
        story.tell("AAPL", Listed{apple, "AAPL", "USD"}).tell("AAPL", Listed{apple, "Apple Inc.", "USD"});
        Shown<StockView> shown{story};
        const auto row = StockView::instrument(shown.db(), apple);
        CHECK(row->name == "Apple Inc.");
        CHECK(row->version == 2);
    }

    TEST_CASE("what was done by commands stands there newest first, with who did it; what feeds say does not") {
        Story story;
        story.tell("AAPL", Listed{apple, "AAPL", "USD"}).tell("AAPL", Listed{apple, "Apple", "USD"}, "c1");
        story.tell("AAPL", StatusChanged{apple, true, "news", Story::start});
        story.tell("AAPL", StatusChanged{apple, false, std::nullopt, Story::start}, "c2");
        story.tell("AAPL", StatusChanged{apple, true, "more news", Story::start}, "c3");
        story.tell("AAPL", CommandRefused{apple, "already_halted", "why"}, "c4");
        story.tell("AAPL", RulesSet{apple, {}}, "c5");
        Shown<StockView> shown{story};
        const auto acts = StockView::acts(shown.db(), std::nullopt, 10);
        REQUIRE(acts.size() == 4);
        CHECK(json::write(acts[1]) ==
              R"({"place":5120,"time":"2023-11-14T22:13:24.000000Z","actor":"owner:alice","act":"halted",)"
              R"("symbol":"AAPL","command":"c3","reason":"more news"})");
        CHECK(acts[0].act == "rules_set");
        CHECK(acts[2].act == "resumed");
        CHECK(acts[3].act == "listed");
        CHECK(StockView::acts(shown.db(), acts[1].place, 1).at(0).command == "c2");
    }

    TEST_CASE("a split or dividend is found by its id, and shows what became of it") {
        Story story;
        story.tell("AAPL", Listed{apple, "AAPL", "USD"});
        story.tell("AAPL", SplitAnnounced{apple, "s1", {7, 1}, Story::start}, "s1");
        story.tell("AAPL", DividendAnnounced{apple, "d1", usd(1), "USD", Story::start, Story::start}, "d1");
        story.tell("AAPL", SplitDue{apple, "s1", {7, 1}, Story::start}).tell("AAPL", ActionCancelled{apple, "d1"}, "c1");
        Shown<StockView> shown{story};
        const auto split = StockView::action(shown.db(), apple, "s1"), dividend = StockView::action(shown.db(), apple, "d1");
        REQUIRE((split && dividend));
        CHECK((split->due && !split->cancelled));
        CHECK((dividend->cancelled && !dividend->due));
        CHECK_FALSE(StockView::action(shown.db(), berkshire, "s1").has_value());
        CHECK_FALSE(StockView::action(shown.db(), apple, "s2").has_value());
        CHECK(StockView::actions(shown.db(), apple, split->place, 10).at(0).id == "d1");
    }

    TEST_CASE("a read model that an older version made is computed anew, with the tables that came since") {
        const Folder folder;
        const store::Location location{folder.path};
        {
            const auto db = store::open(location, "view", store::Durability::relaxed);
            const auto schema = StockView{}.schema();
            const store::Migration older[] = {{1, eventing::positions_schema}, {2, schema[0].sql}, {3, schema[1].sql}};
            store::migrate(*db, older);
            CHECK_THROWS_AS(StockView::fx_rates(*db, "", 1), store::StoreError);
            db->run("insert into instruments (symbol, name, currency, version) values ('AAPL', 'Apple', 'USD', 1)");
            eventing::save_position(*db, "stock/0", eventing::Position{});
            REQUIRE(eventing::load_positions(*db).size() == 1);
        }
        eventing::Projection opened{std::make_unique<StockView>(), location, "view", store::Durability::relaxed};
        CHECK(opened.positions().empty());
        CHECK_FALSE(StockView::instrument(opened.database(), apple).has_value());
        CHECK(StockView::fx_rates(opened.database(), "", 1).empty());
    }

    TEST_CASE("the latest rate of each pair of currencies is kept") {
        const auto later = Story::start.plus_seconds(5);
        Story story;
        story.tell("USDCAD", FxQuoted{"USD", "CAD", *Rate::parse("1.37"), Story::start, Story::start});
        story.tell("GBPUSD", FxQuoted{"GBP", "USD", *Rate::parse("1.25"), Story::start, Story::start});
        story.tell("USDCAD", FxQuoted{"USD", "CAD", *Rate::parse("1.3725"), later, later});
        Shown<StockView> shown{story, 2};
        const auto rows = StockView::fx_rates(shown.db(), "", 10);
        REQUIRE(rows.size() == 2);
        CHECK(json::write(rows[1]) == R"({"pair":"USDCAD","base":"USD","quote":"CAD","rate":"1.3725",)"
                                      R"("time":"2023-11-14T22:13:25.000000Z","received":"2023-11-14T22:13:25.000000Z"})");
        CHECK(rows[1].version == 3);
        CHECK(StockView::fx_rates(shown.db(), "GBPUSD", 10).size() == 1);
        CHECK(StockView::fx_rate(shown.db(), "GBPUSD")->rate == *Rate::parse("1.25"));
        CHECK_FALSE(StockView::fx_rate(shown.db(), "CADUSD").has_value());
    }

    TEST_CASE("the latest quote of each symbol is kept") {
        Story story;
        story.tell("AAPL", quote(apple, 100, Story::start)).tell("BRK_B", quote(berkshire, 500, Story::start));
        story.tell("AAPL", quote(apple, 101, Story::start.plus_seconds(5)));
        Shown<StockView> shown{story, 10};
        const auto row = StockView::quote(shown.db(), apple);
        REQUIRE(row.has_value());
        CHECK(json::write(*row) == R"({"symbol":"AAPL","bid":"101","ask":"102","bid_size":"100","ask_size":"200",)"
                                   R"("time":"2023-11-14T22:13:25.000000Z","received":"2023-11-14T22:13:26.000000Z"})");
        CHECK(row->version == 3);
        CHECK(StockView::quote(shown.db(), berkshire)->bid == at(500));
        CHECK_FALSE(StockView::quote(shown.db(), Symbol{"MSFT"}).has_value());
    }

    TEST_CASE("bars come oldest first, between two times, page by page") {
        Story story;
        for (int day : {3, 1, 2, 4}) story.tell("AAPL", BarClosed{apple, bar(day, day)});
        Shown<StockView> shown{story};
        BarQuery query{.symbol = apple, .interval = Interval::day};
        query.from = bar(2, 0).time;
        query.to = bar(4, 0).time;
        query.limit = 1;
        auto page = StockView::bars(shown.db(), query);
        REQUIRE(page.size() == 1);
        CHECK(page[0] == bar(2, 2));
        query.after = page[0].time;
        page = StockView::bars(shown.db(), query);
        REQUIRE(page.size() == 1);
        CHECK(page[0] == bar(3, 3));
        query.after = page[0].time;
        CHECK(StockView::bars(shown.db(), query).empty());
        CHECK(StockView::bars(shown.db(), {.symbol = apple, .interval = Interval::minute}).empty());
        query = {.symbol = apple, .interval = Interval::day, .limit = 2, .newest_first = true};
        query.to = bar(4, 0).time;
        CHECK(StockView::bars(shown.db(), query) == std::vector{bar(3, 3), bar(2, 2)});
    }

    TEST_CASE("a bar that is told again takes the new figures") {
        Story story;
        story.tell("AAPL", BarClosed{apple, bar(1, 10)}).tell("AAPL", BarClosed{apple, bar(1, 11)});
        Shown<StockView> shown{story, 2};
        const auto bars = StockView::bars(shown.db(), {.symbol = apple, .interval = Interval::day});
        REQUIRE(bars.size() == 1);
        CHECK(bars[0].close == at(11));
    }

    TEST_CASE("the rows are the same however the facts are told") { CHECK(same_rows_however_it_is_told<StockView>(trading(40))); }
}
}  // namespace
}  // namespace andvari::stock
