#include "checks/a_day.hpp"

namespace andvari::checks {
using namespace portfolio;

TEST_SUITE("invariants: conservation") {
    TEST_CASE("finds a deposit whose balance does not follow") {
        Story s = a_day();
        s.the<Deposited>(0).cash = usd("2000.000001");
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds a withdrawal that takes nothing off") {
        Story s = a_day();
        s.the<Withdrawn>().cash = usd("2000");
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds a settlement at another value than its trade's") {
        Story s = a_day();
        auto& settled = s.the<Settled>(0);
        settled.value = usd("600");
        settled.cash = usd("900");
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds shares out of nothing") {
        Story s = a_day();
        s.the<Settled>(2).held = shares("5");
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds a sale at a cost that is not its share") {
        Story s = a_day();
        s.the<Settled>(3).realised = usd("2");
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds an account that was never opened") {
        Story s = a_day();
        s.drop<Opened>(1);
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds that the market gave what nobody got, by the sums alone") {
        Story s = a_day();
        // The same wrong price in order and portfolio, told consistently there: only the engine knows better.
        s.the<engine::Traded>(0).price = price("99");
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("allows what a split left nothing of to be bought again, at the new cost alone") {
        Story s = a_day();
        const AccountId alice{"alice"};
        const Symbol aapl{"AAPL"};
        const stock::Ratio ratio{1, 10'000'000'000};
        s.steps.push_back({Fact{SharesSplit{alice, aapl, "s", ratio, shares("6"), {}, usd("603.6"), usd("898"), "USD"}}, ""});
        order::Ticket t{{"o6"},      alice,        aapl, order::Side::buy, order::Kind::limit, order::TimeInForce::day,
                        shares("1"), price("105"), {}};
        const engine::Party buyer{{"o6"}, alice};
        s.steps.push_back({order::Fact{order::Placed{t, {}, "owner:alice", "place-o6"}}, ""});
        s.steps.push_back({Fact{Reserved{alice, {"o6"}, aapl, order::Side::buy, shares("1"), price("105"), usd("105")}}, ""});
        s.steps.push_back({order::Fact{order::Accepted{t, price("105")}}, "place-o6"});
        s.steps.push_back({engine::Fact{engine::Booked{t, price("105"), 0, {}}}, ""});
        s.steps.push_back({engine::Fact{engine::Traded{{"t6"}, aapl, shares("1"), price("105"), buyer, {}, {}}}, ""});
        s.steps.push_back(
            {order::Fact{order::Filled{{"o6"}, alice, {"t6"}, shares("1"), price("105"), shares("1"), usd("105")}}, ""});
        s.steps.push_back({Fact{settled(buyer, "t6", order::Side::buy, "1", "105", {"105", "0", "793", "1", "105", "0"})}, ""});
        const auto findings = s.findings();
        INFO(in_words(findings));
        CHECK_FALSE(findings.any());
    }
    TEST_CASE("does not count what is traded and not yet settled") {
        Story s = a_day();
        const AccountId bob{"bob"};
        order::Ticket t{{"o6"},      bob,          {"AAPL"}, order::Side::buy, order::Kind::limit, order::TimeInForce::day,
                        shares("1"), price("105"), {}};
        s.steps.push_back({order::Fact{order::Placed{t, {}, "owner:bob", "place-o6"}}, ""});
        s.steps.push_back({Fact{Reserved{bob, {"o6"}, {"AAPL"}, order::Side::buy, shares("1"), price("105"), usd("105")}}, ""});
        s.steps.push_back({order::Fact{order::Accepted{t, price("105")}}, "place-o6"});
        s.steps.push_back({engine::Fact{engine::Booked{t, price("105"), 0, {}}}, ""});
        s.steps.push_back(
            {engine::Fact{engine::Traded{{"t6"}, {"AAPL"}, shares("1"), price("104"), engine::Party{{"o6"}, bob}, {}, {}}}, ""});
        const auto lenient = s.findings(std::nullopt);
        CHECK_FALSE(lenient.any());
        CHECK(lenient.of(Invariant::fills_match).under_way == 2);
        check_found(s.findings(), Invariant::fills_match);
        CHECK(s.findings().of(Invariant::conservation).found == 0);
    }
}

TEST_SUITE("invariants: no-overdraft") {
    TEST_CASE("finds a withdrawal of money that is not there") {
        Story s = a_day();
        s.the<Withdrawn>() = {{"alice"}, usd("2500"), "USD", usd("-500")};
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds a reservation beyond the cash") {
        Story s = a_day();
        s.the<Reserved>(2).cash = usd("1000.5");
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds a reservation that is less than the order may cost") {
        Story s = a_day();
        s.the<Reserved>(0).cash = usd("1049");
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds a reservation of shares that are not held") {
        Story s = a_day();
        s.the<Reserved>(1).quantity = shares("10.5");
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds a settlement without a reservation") {
        Story s = a_day();
        s.drop<Reserved>(0);
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds that more is freed than was reserved") {
        Story s = a_day();
        s.the<Released>(1).cash = usd("106");
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds a reservation that outlives its order") {
        Story s = a_day();
        s.drop<Released>(0);
        check_found(s.findings(), Invariant::no_overdraft);
        CHECK(s.findings(std::nullopt).of(Invariant::no_overdraft).under_way == 1);
    }
    TEST_CASE("finds a release of an order that goes on") {
        Story s = a_day();
        s.drop<order::Expired>();
        check_found(s.findings(std::nullopt), Invariant::no_overdraft);
    }
}

}  // namespace andvari::checks
