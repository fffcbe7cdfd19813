#include "shared/time/instant.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using andvari::Instant;

namespace {
constexpr std::int64_t last = 7'258'118'399'999'999;  // 2199-12-31T23:59:59.999999Z
}

TEST_SUITE("time: reading RFC 3339") {
    TEST_CASE("in any offset and with any number of decimals") {
        const std::pair<const char*, const char*> table[] = {
            {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"},
            {"2026-01-31T14:30:00Z", "2026-01-31T14:30:00.000000Z"},
            {"2026-01-31t14:30:00z", "2026-01-31T14:30:00.000000Z"},
            {"2026-01-31T14:30:00.5Z", "2026-01-31T14:30:00.500000Z"},
            {"2026-01-31T14:30:00.123456789Z", "2026-01-31T14:30:00.123456Z"},
            {"2026-01-31T14:30:00+05:30", "2026-01-31T09:00:00.000000Z"},
            {"2026-01-31T23:30:00-01:00", "2026-02-01T00:30:00.000000Z"},
            {"2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.000000Z"},
            {"2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999Z"},
            {"1969-12-31T23:00:00-01:00", "1970-01-01T00:00:00.000000Z"},
            {"2200-01-01T00:59:59+01:00", "2199-12-31T23:59:59.000000Z"},
        };
        for (const auto& [text, expected] : table) {
            CAPTURE(text);
            REQUIRE(Instant::parse(text).has_value());
            CHECK(Instant::parse(text)->text() == expected);
        }
    }

    TEST_CASE("nothing else") {
        for (const char* text : {"",
                                 "2026",
                                 "2026-01-31",
                                 "2026-01-31 14:30:00Z",
                                 "2026-01-31T14:30Z",
                                 "2026-01-31T14:30:00",
                                 "2026-13-01T00:00:00Z",
                                 "2026-00-01T00:00:00Z",
                                 "2026-02-29T00:00:00Z",
                                 "2026-01-00T00:00:00Z",
                                 "2026-01-31T24:00:00Z",
                                 "2026-01-31T14:60:00Z",
                                 "2026-01-31T14:30:60Z",
                                 "2026-01-31T14:30:00.Z",
                                 "2026-01-31T14:30:00.1234567890123Z",
                                 "2026-01-31T14:30:00+24:00",
                                 "2026-01-31T14:30:00+05:60",
                                 "2026-01-31T14:30:00+0530",
                                 "2026-01-31T14:30:00Z ",
                                 " 2026-01-31T14:30:00Z",
                                 "26-01-31T14:30:00Z",
                                 "1969-12-31T23:59:59Z",
                                 "2200-01-01T00:00:00Z",
                                 "1970-01-01T00:00:00+01:00",
                                 "2199-12-31T23:59:59-01:00",
                                 "+2026-01-31T14:30:00Z",
                                 "2026-01-31T14:30:00ZZ"}) {
            CAPTURE(text);
            CHECK_FALSE(Instant::parse(text).has_value());
        }
    }
}

TEST_SUITE("time: writing") {
    TEST_CASE("what is written reads as the same moment") {
        CHECK(rc::check([] {
            const Instant moment{*rc::gen::inRange<std::int64_t>(0, last + 1)};
            RC_ASSERT(Instant::parse(moment.text()) == moment);
        }));
    }

    TEST_CASE("texts sort as the moments do") {
        CHECK(rc::check([] {
            const Instant a{*rc::gen::inRange<std::int64_t>(0, last + 1)};
            const Instant b{*rc::gen::inRange<std::int64_t>(0, last + 1)};
            RC_ASSERT((a < b) == (a.text() < b.text()));
        }));
    }

    TEST_CASE("moments before 1970 belong to the day that they are in") {
        CHECK(Instant{-1}.day() == -1);
        CHECK(Instant{-1}.text() == "1969-12-31T23:59:59.999999Z");
        CHECK(Instant{0}.day() == 0);
        CHECK(Instant{86'400'000'000}.date() == "1970-01-02");
    }
}
