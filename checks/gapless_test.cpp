#include "checks/a_day.hpp"

namespace andvari::checks {
namespace {
Findings findings_of(const std::vector<std::pair<eventing::Envelope, std::string>>& facts) {
    Invariants invariants;
    for (const auto& [envelope, body] : facts) invariants.apply(envelope, body);
    invariants.finish(std::nullopt);
    return invariants.findings();
}
}  // namespace

TEST_SUITE("invariants: gapless") {
    TEST_CASE("finds a fact that is missing") {
        auto facts = a_day().facts();
        facts.erase(facts.begin() + 3);
        check_found(findings_of(facts), Invariant::gapless);
    }
    TEST_CASE("allows a hole that is filled further on") {
        auto facts = a_day().facts();
        const auto source = facts[6].first.place.source;
        const auto missing = facts[6];
        facts.erase(facts.begin() + 6);
        facts.push_back(missing);
        for (const auto& [envelope, body] : a_day().facts())
            if (envelope.place.source == source && envelope.place.sequence > missing.first.place.sequence)
                facts.emplace_back(envelope, body);
        CHECK_FALSE(findings_of(facts).any());
    }
    TEST_CASE("drops a fact that comes twice") {
        auto facts = a_day().facts();
        facts.push_back(facts[20]);
        CHECK_FALSE(findings_of(facts).any());
    }
    TEST_CASE("finds a body that was altered") {
        auto facts = a_day().facts();
        auto& body = facts[3].second;
        body.replace(body.find("2000"), 4, "3000");
        check_found(findings_of(facts), Invariant::gapless);
    }
    TEST_CASE("finds a header that was altered") {
        auto facts = a_day().facts();
        facts[3].first.actor = "owner:mallory";
        check_found(findings_of(facts), Invariant::gapless);
    }
    TEST_CASE("finds a fact of a type that nobody knows") {
        Story s = a_day();
        auto facts = s.facts();
        auto& last = facts.back().first;
        const auto& before = facts[37].first;  // The portfolio's fact before it.
        REQUIRE(before.place.source == last.place.source);
        last.type = "andvari.portfolio.conjured.v1";
        last.place.chain = eventing::next_link(before.place.chain, last, facts.back().second);
        check_found(findings_of(facts), Invariant::gapless);
    }
}

}  // namespace andvari::checks
