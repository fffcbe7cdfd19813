#include "checks/a_day.hpp"

namespace andvari::checks {

TEST_SUITE("invariants: one-outcome") {
    TEST_CASE("finds a command that is answered twice") {
        Story s = a_day();
        s.steps.push_back({portfolio::Fact{portfolio::CommandRefused{{"bob"}, "amount_not_positive", "no"}}, "deposit-2"});
        check_found(s.findings(), Invariant::one_outcome);
    }
    TEST_CASE("finds a log-in, a right and a profile that are answered twice") {
        const Step again[] = {
            {auth::Fact{auth::CommandRefused{"ada", "login_failed", ""}}, "open-1"},
            {security::Fact{security::CommandRefused{"roles", "role_exists", ""}}, "define-1"},
            {user::Fact{user::CommandRefused{{"ada"}, "user_not_found", ""}}, "prefer-1"},
        };
        for (const auto& step : again) {
            Story s = a_life();
            s.steps.push_back(step);
            check_found(s.findings(), Invariant::one_outcome);
        }
    }
    TEST_CASE("allows the same id in two contexts") {
        Story s = a_day();
        s.steps.push_back({portfolio::Fact{portfolio::CommandRefused{{"bob"}, "amount_not_positive", "no"}}, "place-o1"});
        CHECK_FALSE(s.findings().any());
    }
    TEST_CASE("finds an order that was placed and has no answer, once it is due") {
        Story s = a_day();
        s.step<order::Accepted>(0).answers.clear();
        check_found(s.findings(), Invariant::one_outcome);
        const auto lenient = s.findings(std::nullopt);
        CHECK(lenient.of(Invariant::one_outcome).found == 0);
        CHECK(lenient.of(Invariant::one_outcome).under_way == 1);
        // Placed as the seventh step, in second 7.
        CHECK(s.findings(Instant{}.plus_seconds(7)).of(Invariant::one_outcome).found == 0);
        CHECK(s.findings(Instant{}.plus_seconds(8)).of(Invariant::one_outcome).found == 1);
    }
    TEST_CASE("finds a cancel that has no answer") {
        Story s = a_day();
        s.step<order::Cancelled>().answers.clear();
        check_found(s.findings(), Invariant::one_outcome);
    }
    TEST_CASE("finds an answer of the wrong kind") {
        Story s = a_day();
        s.step<order::Accepted>(0).answers.clear();
        s.step<order::PartiallyFilled>(0).answers = "place-o1";
        check_found(s.findings(), Invariant::one_outcome);
    }
    TEST_CASE("finds a command that makes two orders") {
        Story s = a_day();
        s.the<order::Placed>(4).command = "place-o4";
        s.step<order::Accepted>(3).answers.clear();
        check_found(s.findings(), Invariant::one_outcome);
    }
}

TEST_SUITE("invariants: fills-match") {
    TEST_CASE("finds a trade that was never settled") {
        Story s = a_day();
        s.drop<portfolio::Settled>(1);
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds a settlement without a trade, whether due or not") {
        Story s = a_day();
        s.drop<engine::Traded>(1);
        check_found(s.findings(std::nullopt), Invariant::fills_match);
    }
    TEST_CASE("finds a trade that was settled twice") {
        Story s = a_day();
        s.repeat<portfolio::Settled>(0);
        check_found(s.findings(std::nullopt), Invariant::fills_match);
    }
    TEST_CASE("finds a trade that no order was filled by") {
        Story s = a_day();
        s.drop<order::Filled>(1);
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds another price in the settlement") {
        Story s = a_day();
        s.the<portfolio::Settled>(1).price = price("103");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds another quantity in the order") {
        Story s = a_day();
        s.the<order::PartiallyFilled>(0).quantity = shares("6");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds another account in the settlement") {
        Story s = a_day();
        s.the<portfolio::Settled>(2).account = {"alice"};
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds a filled quantity that is not the sum") {
        Story s = a_day();
        s.the<order::Filled>(0).filled = shares("11");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds a value that is not the sum") {
        Story s = a_day();
        s.the<order::Filled>(0).value = usd("1006.000001");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds an order that trades more than its quantity") {
        Story s = a_day();
        for (auto* t : {&s.the<order::Placed>(0).ticket, &s.the<order::Accepted>(0).ticket, &s.the<engine::Booked>(0).ticket})
            t->quantity = shares("9");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds an order that is filled, but not whole") {
        Story s = a_day();
        for (auto* t : {&s.the<order::Placed>(0).ticket, &s.the<order::Accepted>(0).ticket, &s.the<engine::Booked>(0).ticket})
            t->quantity = shares("11");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds a trade at a worse price than the order allows") {
        Story s = a_day();
        s.the<order::Accepted>(0).protection = price("101");
        s.the<engine::Booked>(0).protection = price("101");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds an order that ends and goes on") {
        Story s = a_day();
        s.repeat<order::PartiallyFilled>(1);
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds an order that is accepted twice") {
        Story s = a_day();
        s.steps.insert(s.steps.begin() + 9, {order::Fact{s.the<order::Accepted>(0)}, ""});
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds a cancel that tells of another filled quantity") {
        Story s = a_day();
        s.the<order::Cancelled>().filled = shares("3");
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("allows an accepted order never to reach the book where a split came first") {
        Story s = a_day();
        s.drop<engine::Booked>(3);
        s.step<engine::Expired>().fact = engine::Fact{engine::Cancelled{{"o5"}, {"bob"}, {"AAPL"}, shares("1"), "split"}};
        s.step<order::Expired>().fact = order::Fact{order::Cancelled{{"o5"}, {"bob"}, {}, "split", "its shares were split"}};
        const auto findings = s.findings();
        INFO(in_words(findings));
        CHECK_FALSE(findings.any());
    }
    TEST_CASE("allows an order for an amount to end before it is known how many shares that is") {
        Story s = a_day();
        for (auto* t : {&s.the<order::Placed>(4).ticket, &s.the<order::Accepted>(3).ticket, &s.the<engine::Booked>(3).ticket}) {
            t->quantity = Quantity{};
            t->notional = usd("105");
        }
        s.the<engine::Expired>().remaining = Quantity{};
        const auto findings = s.findings();
        INFO(in_words(findings));
        CHECK_FALSE(findings.any());
    }
    TEST_CASE("finds an accepted order that never reached the book") {
        Story s = a_day();
        s.drop<engine::Booked>(3);
        s.drop<engine::Expired>();
        check_found(s.findings(), Invariant::fills_match);
    }
    TEST_CASE("finds an order that left the book and never ended") {
        Story s = a_day();
        s.drop<order::Expired>();
        check_found(s.findings(), Invariant::fills_match);
    }
}

}  // namespace andvari::checks
