#include "feed/currencies.hpp"

#include <doctest/doctest.h>

#include "shared/schema/schema.hpp"

namespace andvari::feed {
namespace {
const Instant now{1'769'783'400'123'456};
}

TEST_SUITE("feed: the demo's currencies") {
    TEST_CASE("are what a dollar is worth in the others, the same in the same minute") {
        const auto rates = demo_rates(now);
        REQUIRE(rates.size() == 3);
        CHECK(rates[0].quote == "CAD");
        CHECK(rates[0].time.text() == "2026-01-30T14:30:00.000000Z");
        CHECK(demo_rates(now.plus_seconds(30)) == rates);
        CHECK(demo_rates(now.plus_seconds(60)) != rates);
    }

    TEST_CASE("stay within half a per cent") {
        for (int i = 0; i < 1'440; ++i) {
            const auto cad = demo_rates(now.plus_seconds(60 * i))[0].rate;
            CHECK(cad >= *Rate::parse("1.3656375"));
            CHECK(cad <= *Rate::parse("1.3793625"));
        }
    }

    TEST_CASE("are published as any feed would") {
        const auto message = message_of(demo_rates(now)[2]);
        CHECK(message.subject == "mkt.fx.USDGBP");
        CHECK(message.id == "fx-USDGBP-1769783400000000");
        CHECK_FALSE(schema::check(message.type, message.body));
    }
}

}  // namespace andvari::feed
