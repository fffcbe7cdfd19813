#include "gateway/api/token_buckets.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

using namespace andvari::gateway;
using namespace std::chrono_literals;

namespace {

constexpr Rate sixty{60};  // One a second; ten at once.
const TokenBuckets::Time start{1'000'000s};

/// How many are granted when so many are asked for at once.
int granted(TokenBuckets& buckets, std::string_view owner, TokenBuckets::Time now, int asked) {
    int count = 0;
    for (int i = 0; i < asked; ++i) count += buckets.take(owner, now).granted;
    return count;
}

}  // namespace

TEST_SUITE("gateway: token buckets") {
    TEST_CASE("give so many at once: a tenth of a minute's, but ten at least, or all where there are fewer") {
        CHECK(Rate{12000}.at_once() == 1200);
        CHECK(Rate{30}.at_once() == 10);
        CHECK(Rate{3}.at_once() == 3);
        for (const Rate rate : {Rate{1}, Rate{3}, Rate{30}, Rate{12000}, Rate{7}, Rate{1'000'000'000}}) {
            TokenBuckets buckets{rate, 64};
            CHECK(granted(buckets, "a", start, static_cast<int>(std::min<std::int64_t>(rate.at_once() + 5, 20'000))) ==
                  std::min<std::int64_t>(rate.at_once(), 20'000));
        }
    }
    TEST_CASE("fill again at their rate, and not beyond what they hold") {
        TokenBuckets buckets{sixty, 64};
        CHECK(granted(buckets, "a", start, 20) == 10);
        CHECK(granted(buckets, "a", start + 999ms, 20) == 0);
        CHECK(granted(buckets, "a", start + 1s, 20) == 1);
        CHECK(granted(buckets, "a", start + 4500ms, 20) == 3);
        CHECK(granted(buckets, "a", start + 5s, 20) == 1);
        CHECK(granted(buckets, "a", start + 1h, 20) == 10);
    }
    TEST_CASE("tell what is left, and when there is more") {
        TokenBuckets buckets{sixty, 64};
        const auto first = buckets.take("a", start);
        CHECK(first.left == 9);
        CHECK(first.full_in == 1);
        CHECK(granted(buckets, "a", start, 9) == 9);
        const auto refused = buckets.take("a", start + 200ms);
        CHECK_FALSE(refused.granted);
        CHECK(refused.left == 0);
        CHECK(refused.next_in == 1);
        CHECK(refused.full_in == 10);
    }
    TEST_CASE("whoever is refused waits no longer for having asked") {
        TokenBuckets buckets{sixty, 64};
        CHECK(granted(buckets, "a", start, 1000) == 10);
        CHECK(buckets.take("a", start + 1s).granted);
    }
    TEST_CASE("give everybody their own") {
        TokenBuckets buckets{sixty, 1024};
        CHECK(granted(buckets, "a", start, 20) == 10);
        CHECK(granted(buckets, "b", start, 20) == 10);
        CHECK(granted(buckets, "a", start, 20) == 0);
    }
    TEST_CASE("are not disturbed by a clock that shows less than before") {
        TokenBuckets buckets{sixty, 64};
        CHECK(granted(buckets, "a", start, 20) == 10);
        CHECK(granted(buckets, "a", start - 1s, 20) == 0);
        CHECK(granted(buckets, "a", start + 1s, 20) == 1);
    }
    TEST_CASE("keep what is spent when a hundred thousand others come, in a table that does not grow") {
        TokenBuckets buckets{sixty, 64};
        CHECK(granted(buckets, "spent", start, 10) == 10);
        for (int i = 0; i < 100'000; ++i) buckets.take("other " + std::to_string(i), start);
        CHECK(granted(buckets, "spent", start + 500ms, 10) == 0);
    }
    TEST_CASE("forget what rests: the full ones make room") {
        TokenBuckets buckets{sixty, 8};
        for (int i = 0; i < 8; ++i) CHECK(granted(buckets, "old " + std::to_string(i), start, 10) == 10);
        const auto later = start + 10s;  // By now they are full.
        for (int i = 0; i < 8; ++i) CHECK(granted(buckets, "new " + std::to_string(i), later, 10) == 10);
        for (int i = 0; i < 8; ++i) CHECK(granted(buckets, "new " + std::to_string(i), later, 10) == 0);
    }
    TEST_CASE("grant threads together what they would grant one") {
        TokenBuckets buckets{Rate{60'000}, 64};
        std::array<int, 4> each{};
        {
            std::vector<std::jthread> threads;
            for (auto& count : each) threads.emplace_back([&] { count = granted(buckets, "a", start, 5000); });
        }
        CHECK(each[0] + each[1] + each[2] + each[3] == 6000);
    }
}
