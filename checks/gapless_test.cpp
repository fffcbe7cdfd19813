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
    TEST_CASE("finds what is missing, altered or unknown of people, too") {
        const auto whole = a_life().facts();
        for (std::size_t i = 0; i < whole.size(); ++i) {
            const auto is_last = [&](const auto& of) {
                return std::none_of(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1, whole.end(),
                                    [&](const auto& later) { return later.first.place.source == of.first.place.source; });
            };
            auto facts = whole;
            facts[i].second.insert(1, " ");
            check_found(findings_of(facts), Invariant::gapless);
            if (is_last(whole[i])) continue;  // Its absence cannot be told from its not having happened.
            facts = whole;
            facts.erase(facts.begin() + static_cast<std::ptrdiff_t>(i));
            check_found(findings_of(facts), Invariant::gapless);
        }
        for (const auto* context : {"auth", "security", "user"}) {
            auto facts = whole;
            auto& [envelope, body] = facts.emplace_back();
            for (const auto& [before, text] : whole)
                if (before.place.source == context + std::string{"/0"}) envelope = before;
            ++envelope.place.sequence;
            envelope.type = std::string{"andvari."} + context + ".conjured.v1";
            envelope.place.chain = eventing::next_link(envelope.place.chain, envelope, body);
            CHECK(in_words(findings_of(facts)).find("is not known") != std::string::npos);
        }
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
