#include "services/stock/exchange.hpp"

#include "services/stock/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::stock {
namespace {
Instant at(const char* text) { return *Instant::parse(text); }

using Day = eventing::Scenario<State, Command, Fact>;
Tick tick(const char* time) { return {"XNYS", at(time)}; }
/// 2026-11-25, a Wednesday; the Thursday is a holiday, the Friday ends early.
PhaseChanged phase(const char* time) { return *phase_at(at(time)); }
}  // namespace

TEST_SUITE("stock: the exchange's day") {
    TEST_CASE("has four phases, each from its moment on") {
        const auto check = [](const char* time, Phase expected, const char* since, const char* until) {
            CAPTURE(time);
            const auto now = phase(time);
            CHECK(now.phase == expected);
            CHECK(now.since == at(since));
            CHECK(now.until == at(until));
            CHECK(now.session == at("2026-11-25T12:00:00Z").day());
            CHECK(now.next == at("2026-11-27T12:00:00Z").day());
            CHECK(now.opens == at("2026-11-25T14:30:00Z"));
            CHECK(now.closes == at("2026-11-25T21:00:00Z"));
        };
        check("2026-11-25T08:59:59.999999Z", Phase::closed, "2026-11-25T01:00:00Z", "2026-11-25T09:00:00Z");
        check("2026-11-25T09:00:00Z", Phase::pre, "2026-11-25T09:00:00Z", "2026-11-25T14:30:00Z");
        check("2026-11-25T14:30:00Z", Phase::regular, "2026-11-25T14:30:00Z", "2026-11-25T21:00:00Z");
        check("2026-11-25T21:00:00Z", Phase::post, "2026-11-25T21:00:00Z", "2026-11-26T01:00:00Z");
    }
    TEST_CASE("says when the regular hours begin and end next") {
        const auto check = [](const char* time, const char* opens, const char* closes) {
            CAPTURE(time);
            CHECK(phase(time).next_open == at(opens));
            CHECK(phase(time).next_close == at(closes));
        };
        check("2026-11-25T10:00:00Z", "2026-11-25T14:30:00Z", "2026-11-25T21:00:00Z");
        check("2026-11-25T15:00:00Z", "2026-11-27T14:30:00Z", "2026-11-25T21:00:00Z");
        check("2026-11-25T22:00:00Z", "2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z");
        check("2026-11-26T15:00:00Z", "2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z");
    }
    TEST_CASE("is told when the clock comes to another phase, and not before") {
        Day{}.when(tick("2026-11-25T15:00:00Z")).then({phase("2026-11-25T15:00:00Z")});
        Day{phase("2026-11-25T15:00:00Z")}.when(tick("2026-11-25T20:59:59Z")).then({});
        Day{phase("2026-11-25T15:00:00Z")}.when(tick("2026-11-25T21:00:00Z")).then({phase("2026-11-25T21:00:00Z")});
    }
    TEST_CASE("does not go back") { Day{phase("2026-11-25T15:00:00Z")}.when(tick("2026-11-24T15:00:00Z")).then({}); }
    TEST_CASE("ends before another begins, also where the clock jumps") {
        Day{phase("2026-11-25T15:00:00Z")}
            .when(tick("2026-11-27T15:00:00Z"))
            .then({phase("2026-11-26T01:00:00Z"), phase("2026-11-27T15:00:00Z")});
        Day{phase("2026-11-25T15:00:00Z")}.when(tick("2026-11-26T12:00:00Z")).then({phase("2026-11-26T12:00:00Z")});
    }
    TEST_CASE("is that of a market that is known, in years that the calendar knows") {
        Day{}.when(Tick{"XLON", at("2026-11-25T15:00:00Z")}).refused("market_unknown");
        Day{}.when(tick("1999-11-25T15:00:00Z")).refused("time_not_in_calendar");
    }
}

}  // namespace andvari::stock
