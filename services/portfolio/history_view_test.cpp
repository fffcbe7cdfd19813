#include "services/portfolio/history_view.hpp"

#include <doctest/doctest.h>

#include "services/portfolio/performance.hpp"
#include "shared/eventing/view_story.hpp"

namespace andvari::portfolio {
namespace {
using namespace test;
using order::Side;
const AccountId alice{"alice"};
const Symbol apple{"AAPL"};

Money money(const char* text) { return *Money::parse(text); }
Settled settled(Side side, const char* trade, std::int64_t quantity, std::int64_t price, std::int64_t held) {
    Settled e{};
    e.account = alice;
    e.order = {"o"};
    e.trade = {trade};
    e.symbol = apple;
    e.side = side;
    e.quantity = units(quantity);
    e.price = at(price);
    e.value = usd(quantity * price);
    e.currency = "USD";
    e.held = units(held);
    return e;
}
Settled with_fee(Settled e, const char* fee) {
    e.fee = money(fee);
    return e;
}
Story bought_twice() {
    Story story;
    story.tell("alice", Opened{alice, "A", "USD", "owner:a"}, "c1")
        .tell("alice", Deposited{alice, usd(1000), "USD", usd(1000)}, "c2")
        .tell("alice", settled(Side::buy, "t1", 10, 10, 10))
        .tell("alice", with_fee(settled(Side::buy, "t2", 10, 20, 20), "1.5"));
    return story;
}
std::vector<LotRow> lots(Shown<HistoryView>& shown, bool all = true) {
    return HistoryView::lots(shown.db(), alice, apple, all, {}, 10);
}
std::string types(const std::vector<ActivityRow>& rows) {
    std::string text;
    for (const auto& row : rows) text.append(json::name_of(row.type)).append(" ");
    return text;
}
}  // namespace

TEST_SUITE("view: lots") {
    TEST_CASE("are sold oldest first, and each tells the profit in what was sold of it") {
        auto story = bought_twice();
        story.tell("alice", settled(Side::sell, "t3", 15, 30, 5));
        Shown<HistoryView> shown{story};
        const auto all = lots(shown);
        REQUIRE(all.size() == 2);
        CHECK(all[0].left == Quantity{});
        CHECK(all[0].proceeds == usd(300));
        CHECK(all[0].realised == usd(200));
        CHECK(all[1].left == units(5));
        CHECK(all[1].left_cost == usd(100));
        CHECK(all[1].proceeds == usd(150));
        CHECK(all[1].realised == usd(50));
        CHECK(lots(shown, false).size() == 1);
        CHECK(lots(shown, false)[0].trade == TradeId{"t2"});
    }
    TEST_CASE("lose no millionth, however a sale is cut") {
        Story story;
        auto buy = settled(Side::buy, "t1", 3, 1, 3);
        buy.value = money("1.000001");
        story.tell("alice", buy).tell("alice", buy);
        auto sale = settled(Side::sell, "t2", 5, 1, 1);
        sale.value = money("5.000003");
        story.tell("alice", sale);
        sale.quantity = units(1);
        sale.value = money("0.000001");
        story.tell("alice", sale);
        Shown<HistoryView> shown{story};
        Money cost, left, proceeds, realised;
        for (const auto& lot : lots(shown))
            cost += lot.cost, left += lot.left_cost, proceeds += lot.proceeds, realised += lot.realised;
        CHECK(left == Money{});
        CHECK(proceeds == money("5.000004"));
        CHECK(realised == proceeds - cost);
    }
    TEST_CASE("of a paper account that begins again are gone without a profit") {
        auto story = bought_twice();
        story.tell("alice", HoldingDropped{alice, apple, units(20)});
        Shown<HistoryView> shown{story};
        CHECK(lots(shown, false).empty());
        CHECK(lots(shown)[0].realised == Money{});
    }
}

TEST_SUITE("view: activities") {
    TEST_CASE("come newest first, and tell what each did to the cash") {
        auto story = bought_twice();
        story.tell("alice", TransferSent{alice, {"c3"}, {"b"}, usd(1), "USD", usd(600), "owner:a", AccountKind::cash})
            .tell("alice", TransferReturned{alice, {"c3"}, {"b"}, usd(1), "USD", usd(601), "code", "why"}, "c3")
            .tell("alice", Withdrawn{alice, usd(2), "USD", usd(599)}, "c4");
        Shown<HistoryView> shown{story};
        const auto rows = HistoryView::activities(shown.db(), {alice});
        CHECK(types(rows) == "CSW JNLC JNLC FEE FILL FILL CSD ");
        Money sum;
        for (const auto& row : rows) sum += row.net_amount;
        CHECK(sum == money("696.5"));
        CHECK(rows[2].transfer == TransferId{"c3"});
        CHECK(rows[3].net_amount == money("-1.5"));
        CHECK(rows[4].quantity == units(10));
    }
    TEST_CASE("are found by type and by time, page by page") {
        Shown<HistoryView> shown{bought_twice()};
        CHECK(types(HistoryView::activities(shown.db(), {alice, {ActivityType::fill, ActivityType::csd}})) == "FILL FILL CSD ");
        CHECK(types(HistoryView::activities(shown.db(), {alice, {}, Story::start.plus_seconds(2), {}})) == "FEE FILL FILL ");
        CHECK(types(HistoryView::activities(shown.db(), {alice, {}, {}, Story::start.plus_seconds(2)})) == "CSD ");
        const auto page = HistoryView::activities(shown.db(), {alice, {}, {}, {}, {}, 2});
        CHECK(types(HistoryView::activities(shown.db(), {alice, {}, {}, {}, page.back().place, 2})) == "FILL CSD ");
        CHECK(HistoryView::activities(shown.db(), {{"bob"}}).empty());
    }
    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<HistoryView>(trading(40)));
    }
}

TEST_SUITE("portfolio: what an account was worth") {
    const Instant begin = Story::start;
    HistoryRange minutes(std::int64_t count) { return {Grain::minute, begin.microseconds / 60'000'000, 1, count}; }

    TEST_CASE("is the cash, and what is held at the last price that had come") {
        HistoryFacts facts;
        facts.balances = {{0, usd(100), usd(100)}, {1, usd(50), {}}, {3, usd(150), usd(100)}};
        facts.holdings = {{1, apple, units(5), at(10)}};
        facts.marks[apple] = {{2, at(12)}, {3, at(15)}};
        facts.benchmark = {{0, at(100)}, {2, at(110)}};
        const auto result = performance({Grain::minute, 1, 1, 3}, facts);
        CHECK(result.base == usd(100));
        REQUIRE(result.points.size() == 3);
        CHECK(result.points[0].equity == usd(100));  // Without a mark, at what was paid.
        CHECK(result.points[1].equity == usd(110));
        CHECK(result.points[1].profit_loss == usd(10));
        CHECK(result.points[1].change.text() == "0.1");
        CHECK(result.points[1].benchmark_change->text() == "0.1");
        // Another hundred came in: 225 of 210 is no profit of 115.
        CHECK(result.points[2].equity == usd(225));
        CHECK(result.points[2].flow == usd(100));
        CHECK(result.points[2].profit_loss == usd(25));
        CHECK(result.points[2].change.text() == "0.178571428");
        CHECK(result.points[2].time == Instant{180'000'000});
    }
    TEST_CASE("is nothing before the first deposit, and a deposit is no gain") {
        HistoryFacts facts;
        facts.balances = {{5, usd(100), usd(100)}};
        const auto result = performance({Grain::day, 4, 1, 3}, facts);
        CHECK(result.base == Money{});
        CHECK(result.points[0].equity == Money{});
        CHECK(result.points[2].equity == usd(100));
        CHECK(result.points[2].profit_loss == Money{});
        CHECK(result.points[2].change == Ratio{});
        CHECK_FALSE(result.points[2].benchmark_change.has_value());
    }
    TEST_CASE("adds up intervals of several minutes, with what stood before them") {
        HistoryFacts facts;
        facts.balances = {{9, usd(100), usd(100)}, {11, usd(90), usd(-10)}, {14, usd(95), usd(5)}, {15, usd(96), usd(1)}};
        const auto result = performance({Grain::minute, 10, 5, 2}, facts);
        CHECK(result.base == usd(100));
        CHECK(result.points[0].flow == usd(-5));
        CHECK(result.points[1].flow == usd(1));
        CHECK(result.points[1].profit_loss == Money{});
    }
    TEST_CASE("is read from what the view kept, with what stood at the beginning") {
        auto story = bought_twice();
        story.tell("AAPL", stock::Quoted{apple, {at(29), at(31), units(1), units(1), begin}, begin.plus_seconds(5)})
            .tell("AAPL", stock::Quoted{apple, {at(1), at(40), Quantity{}, units(1), begin}, begin.plus_seconds(70)});
        Shown<HistoryView> shown{story, 3};
        const auto range = minutes(2);
        const auto balances = HistoryView::balances(shown.db(), alice, Grain::minute, range.first, range.last());
        REQUIRE(balances.size() == 1);
        CHECK(balances[0].flow == usd(1000));
        const auto holdings = HistoryView::holdings(shown.db(), alice, Grain::minute, range.first + 1, range.last());
        REQUIRE(holdings.size() == 1);
        CHECK(holdings[0].held == units(20));
        const auto marks = HistoryView::marks(shown.db(), apple, Grain::minute, range.first, range.last());
        REQUIRE(marks.size() == 2);
        CHECK(marks[0].price == at(29));
        CHECK(marks[1].price == at(40));  // Nobody bids.
        CHECK(HistoryView::marks(shown.db(), apple, Grain::day, 0, 30'000).size() == 1);
    }
}

}  // namespace andvari::portfolio
