#include "services/auth/desk/throttle.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using desk::Attempt;
using desk::Throttle;

namespace {
const auto noon = Instant::parse("2026-01-31T12:00:00Z").value();
const Attempt alice_here{"alice", "192.0.2.0/24"}, alice_elsewhere{"alice", "198.51.100.0/24"};

void fail(Throttle& throttle, const Attempt& attempt, int times, Instant when = noon) {
    for (int i = 0; i < times; ++i) REQUIRE(!throttle.begin(attempt, when));
}
Attempt somebody(int number) { return {"somebody" + std::to_string(number), "192.0.2.0/24"}; }
}  // namespace

TEST_SUITE("the desk's throttle") {
    TEST_CASE("five failures cost nothing, and then each one doubles the delay, up to a quarter of an hour") {
        Throttle throttle;
        fail(throttle, alice_here, 5);
        auto now = noon;
        for (const std::int64_t delay : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
            CHECK(throttle.begin(alice_here, now) == delay);
            CHECK(throttle.begin(alice_here, now.plus_seconds(delay - 1)) == 1);
            now = now.plus_seconds(delay);
            CHECK(!throttle.begin(alice_here, now));
        }
    }
    TEST_CASE("a part of a second counts as a whole one") {
        Throttle throttle;
        fail(throttle, alice_here, 5);
        CHECK(throttle.begin(alice_here, {noon.microseconds + 999'999}) == 1);
        CHECK(!throttle.begin(alice_here, {noon.microseconds + 1'000'000}));
    }
    TEST_CASE("waiting makes no further failure, so that the delay ends") {
        Throttle throttle;
        fail(throttle, alice_here, 5);
        for (int i = 0; i < 100; ++i) CHECK(throttle.begin(alice_here, noon) == 1);
        CHECK(!throttle.begin(alice_here, noon.plus_seconds(1)));
    }
    TEST_CASE("nobody can lock the owner out, who comes from another network") {
        Throttle throttle;
        fail(throttle, alice_here, 5);
        CHECK(throttle.begin(alice_here, noon));
        CHECK(!throttle.begin(alice_elsewhere, noon));
    }
    TEST_CASE("success clears the failures of the account") {
        Throttle throttle;
        fail(throttle, alice_here, 5);
        CHECK(!throttle.begin(alice_here, noon.plus_seconds(1)));
        throttle.succeeded(alice_here);
        CHECK(throttle.entries() == 0);
        fail(throttle, alice_here, 5);
        CHECK(throttle.begin(alice_here, noon) == 1);
    }
    TEST_CASE("twenty failures over all accounts slow the network down, for accounts that were never tried, too") {
        Throttle throttle;
        for (int i = 0; i < 20; ++i) fail(throttle, somebody(i), 1);
        CHECK(throttle.begin(somebody(99), noon) == 1);
        CHECK(!throttle.begin(alice_elsewhere, noon));
    }
    TEST_CASE("who gets in with an account of his own does not clear what he did to others") {
        Throttle throttle;
        for (int i = 0; i < 19; ++i) fail(throttle, somebody(i), 1);
        fail(throttle, alice_here, 1);
        throttle.succeeded(alice_here);
        fail(throttle, somebody(19), 1);
        CHECK(throttle.begin(somebody(99), noon) == 1);
    }
    TEST_CASE("many attempts at once are no way around the delay, since each counts before it is known how it ends") {
        Throttle throttle;
        int let_in = 0;
        for (int i = 0; i < 100; ++i) let_in += !throttle.begin(alice_here, noon);
        CHECK(let_in == 5);
    }
    TEST_CASE("an attempt that found nothing out does not count") {
        Throttle throttle;
        for (int i = 0; i < 100; ++i) {
            CHECK(!throttle.begin(alice_here, noon));
            throttle.withdrawn(alice_here);
        }
        CHECK(throttle.entries() == 0);
    }
    TEST_CASE("an hour after the last failure all is forgotten") {
        Throttle throttle;
        fail(throttle, alice_here, 5);
        fail(throttle, alice_here, 5, noon.plus_seconds(3600));
        CHECK(throttle.begin(alice_here, noon.plus_seconds(3600)) == 1);
    }
    TEST_CASE("its memory is bounded: what failed longest ago is forgotten first") {
        Throttle throttle{{.failures_of_network = 1'000'000, .most_entries = 100}};
        fail(throttle, alice_here, 5);
        for (int i = 0; i < 50; ++i) fail(throttle, somebody(i), 1);
        CHECK(throttle.begin(alice_here, noon) == 1);
        for (int i = 50; i < 1000; ++i) fail(throttle, somebody(i), 1);
        CHECK(throttle.entries() == 100);
        CHECK(!throttle.begin(alice_here, noon));
    }
    TEST_CASE("a network is a /24 or a /64, and what is no address is one network") {
        CHECK(desk::network_of("192.0.2.7") == desk::network_of("192.0.2.200"));
        CHECK(desk::network_of("192.0.2.7") != desk::network_of("192.0.3.7"));
        CHECK(desk::network_of("2001:db8::1") == desk::network_of("2001:db8::ffff:1"));
        CHECK(desk::network_of("2001:db8::1") != desk::network_of("2001:db8:0:1::1"));
        CHECK(desk::network_of("") == desk::network_of("nonsense"));
    }
}
