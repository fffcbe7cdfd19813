#include "gateway/api/recently_used.hpp"

#include <doctest/doctest.h>

using andvari::gateway::RecentlyUsed;

TEST_SUITE("gateway: what was used lately") {
    TEST_CASE("is kept as long as it is used, within the bound") {
        RecentlyUsed<int, int> kept{100};
        kept.put(-1, 7);
        for (int i = 0; i < 10'000; ++i) {
            kept.put(i, i);
            REQUIRE(kept.size() <= 101);
            REQUIRE(kept.find(-1));
            CHECK(*kept.find(-1) == 7);
        }
        CHECK(kept.find(9'999));
        CHECK_FALSE(kept.find(0));
    }
    TEST_CASE("has one value for a key, and can be forgotten") {
        RecentlyUsed<int, int> kept{4};
        kept.put(1, 1);
        kept.put(1, 2);
        CHECK(*kept.find(1) == 2);
        CHECK(kept.size() == 1);
        kept.forget(1);
        CHECK_FALSE(kept.find(1));
    }
}
