#include "checks/a_day.hpp"

namespace andvari::checks {

TEST_SUITE("invariants: a history that is whole") {
    TEST_CASE("has no finding, and nothing is left under way") {
        const auto findings = a_day().findings();
        INFO(in_words(findings));
        for (std::size_t i = 0; i < invariant_names.size(); ++i) {
            const auto& tally = findings.of(static_cast<Invariant>(i));
            CHECK(tally.found == 0);
            CHECK(tally.under_way == 0);
        }
    }

    TEST_CASE("has no finding where people come and go, either") {
        const auto findings = a_life().findings();
        INFO(in_words(findings));
        CHECK_FALSE(findings.any());
    }

    TEST_CASE("has none either when the contexts' facts come one context after the other") {
        auto facts = a_day().facts();
        for (const bool backwards : {false, true}) {
            std::ranges::stable_sort(facts, [&](const auto& a, const auto& b) {
                return backwards ? a.first.place.source > b.first.place.source : a.first.place.source < b.first.place.source;
            });
            Invariants invariants;
            for (const auto& [envelope, body] : facts) CHECK(invariants.apply(envelope, body));
            invariants.finish(Instant{}.plus_seconds(1'000'000));
            CHECK_FALSE(invariants.findings().any());
        }
    }

    TEST_CASE("is summed up") {
        Invariants invariants;
        for (const auto& [envelope, body] : a_day().facts()) invariants.apply(envelope, body);
        CHECK(invariants.accounts().all().size() == 2);
        CHECK(invariants.accounts().symbols() == 1);
        CHECK(invariants.orders().placed() == 5);
        CHECK(invariants.orders().open() == 0);
        CHECK(invariants.trade_sides() == 4);
        CHECK(invariants.accounts().all().at({"alice"}).cash == usd("898"));
        CHECK(invariants.accounts().all().at({"bob"}).reserved.zero());
    }

    TEST_CASE("allows a buyer without free cash to pay a millionth less than rounding asks") {
        // Half a share at 0.000003 is worth 1.5 millionths, which rounds to 2; for two halves only 3 are there.
        Story s = a_day();
        const AccountId carol{"carol"};
        const Symbol aapl{"AAPL"};
        order::Ticket t{
            {"o9"}, carol, aapl, order::Side::buy, order::Kind::limit, order::TimeInForce::day, shares("1"), price("0.000003"),
            {}};
        const engine::Party buyer{{"o9"}, carol};
        using namespace portfolio;
        const std::vector<Step> steps{
            {Fact{Opened{carol, "Carol", "USD", "owner:carol"}}, "open-3"},
            {Fact{Deposited{carol, usd("0.000003"), "USD", usd("0.000003")}}, "deposit-3"},
            {order::Fact{order::Placed{t, {}, "owner:carol", "place-o9"}}, ""},
            {Fact{Reserved{carol, {"o9"}, aapl, order::Side::buy, shares("1"), price("0.000003"), usd("0.000003")}}, ""},
            {order::Fact{order::Accepted{t, price("0.000003")}}, "place-o9"},
            {engine::Fact{engine::Booked{t, price("0.000003"), 0, {}}}, ""},
            {engine::Fact{engine::Traded{{"t8"}, aapl, shares("0.5"), price("0.000003"), buyer, {}, {}}}, ""},
            {engine::Fact{engine::Traded{{"t9"}, aapl, shares("0.5"), price("0.000003"), buyer, {}, {}}}, ""},
            {order::Fact{
                 order::PartiallyFilled{{"o9"}, carol, {"t8"}, shares("0.5"), price("0.000003"), shares("0.5"), usd("0.000002")}},
             ""},
            {order::Fact{order::Filled{{"o9"}, carol, {"t9"}, shares("0.5"), price("0.000003"), shares("1"), usd("0.000004")}},
             ""},
            {Fact{settled(buyer, "t8", order::Side::buy, "0.5", "0.000003",
                          {"0.000002", "0", "0.000001", "0.5", "0.000002", "0"})},
             ""},
            {Fact{settled(buyer, "t9", order::Side::buy, "0.5", "0.000003", {"0.000001", "0", "0", "1", "0.000003", "0"})}, ""},
        };
        s.steps.insert(s.steps.end(), steps.begin(), steps.end());
        const auto findings = s.findings();
        INFO(in_words(findings));
        CHECK_FALSE(findings.any());
    }
}

}  // namespace andvari::checks
