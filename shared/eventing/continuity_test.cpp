#include "shared/eventing/continuity.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::eventing;

namespace {
// A fact that continues `last` rightly.
Envelope fact_after(const Position& last, std::string_view body) {
    Envelope e;
    e.type = "andvari.order.placed.v1";
    e.subject = "evt.order.alice.placed";
    e.time = Instant{1'700'000'000'000'000};
    e.correlation = "c";
    e.place = {"order/0", 1, last.sequence + 1, {}};
    e.place.chain = next_link(last.chain, e, body);
    return e;
}

Position after(const Envelope& e) {
    Position position;
    advance(position, e, "2026-01-01T00:00:00Z", 7);
    return position;
}
}  // namespace

TEST_SUITE("continuity") {
    TEST_CASE("the first fact of a source is next for whoever has read nothing") {
        CHECK(judge({}, fact_after({}, "{}"), "{}") == Verdict::next);
    }
    TEST_CASE("a fact that was applied before is a duplicate, however late it comes") {
        const auto first = fact_after({}, "{}");
        const auto second = fact_after(after(first), "{}");
        CHECK(judge(after(second), first, "{}") == Verdict::duplicate);
        CHECK(judge(after(second), second, "{}") == Verdict::duplicate);
    }
    TEST_CASE("a fact that comes before its predecessor shows a hole") {
        const auto first = fact_after({}, "{}");
        const auto second = fact_after(after(first), "{}");
        CHECK(judge({}, second, "{}") == Verdict::hole);
        CHECK(judge(after(first), second, "{}") == Verdict::next);
    }
    TEST_CASE("a changed bit anywhere is seen") {
        const auto good = fact_after({}, "{\"amount\":\"1\"}");
        CHECK(judge({}, good, "{\"amount\":\"2\"}") == Verdict::forged);
        auto e = good;
        e.type = "andvari.order.filled.v1";
        CHECK(judge({}, e, "{\"amount\":\"1\"}") == Verdict::forged);
        e = good;
        e.subject = "evt.order.bob.placed";
        CHECK(judge({}, e, "{\"amount\":\"1\"}") == Verdict::forged);
        e = good;
        e.actor = "owner:mallory";
        CHECK(judge({}, e, "{\"amount\":\"1\"}") == Verdict::forged);
        e = good;
        e.time.microseconds += 1;
        CHECK(judge({}, e, "{\"amount\":\"1\"}") == Verdict::forged);
        e = good;
        e.place.chain[31] ^= 1;
        CHECK(judge({}, e, "{\"amount\":\"1\"}") == Verdict::forged);
    }
    TEST_CASE("moving text from one attribute to the next does not keep the link") {
        auto one = fact_after({}, "{}");
        auto two = one;
        one.correlation = "ab";
        one.causation = "c";
        two.correlation = "a";
        two.causation = "bc";
        CHECK(next_link({}, one, "{}") != next_link({}, two, "{}"));
    }
}
