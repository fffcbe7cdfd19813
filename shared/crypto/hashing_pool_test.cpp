#include "shared/crypto/hashing_pool.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <latch>
#include <stdexcept>

using namespace andvari::crypto;

namespace {
/// A pool of one thread, which is held until `go`.
struct HeldPool {
    explicit HeldPool(std::size_t waiting) : pool{{.threads = 1, .waiting = waiting}} {
        REQUIRE(pool.submit([this] {
            held.count_down();
            go.wait();
        }));
        held.wait();
    }
    std::latch held{1}, go{1};
    HashingPool pool;
};
}  // namespace

TEST_SUITE("crypto: the hashing pool") {
    TEST_CASE("answers with what the work gives, or throws what it throws") {
        HashingPool pool{{.threads = 2}};
        auto seven = pool.compute([] { return 7; });
        auto fault = pool.compute([]() -> int { throw std::runtime_error{"out of memory"}; });
        REQUIRE(seven.has_value());
        REQUIRE(fault.has_value());
        CHECK(seven->get() == 7);
        CHECK_THROWS_AS(fault->get(), std::runtime_error);
    }
    TEST_CASE("refuses at once what is more than may wait, and takes work again later") {
        HeldPool held{2};
        auto first = held.pool.compute([] { return 1; });
        auto second = held.pool.compute([] { return 2; });
        CHECK_FALSE(held.pool.compute([] { return 3; }).has_value());
        CHECK_FALSE(held.pool.submit([] {}));
        held.go.count_down();
        CHECK(first->get() == 1);
        CHECK(second->get() == 2);
        // The second is done, or as good as done: at most one is under way.
        auto fourth = held.pool.compute([] { return 4; });
        REQUIRE(fourth.has_value());
        CHECK(fourth->get() == 4);
    }
    TEST_CASE("lets nothing wait where nothing may") {
        HeldPool held{0};
        CHECK_FALSE(held.pool.submit([] {}));
        held.go.count_down();
    }
    TEST_CASE("keeps the order of coming") {
        HeldPool held{16};
        std::vector<int> order;
        std::latch done{10};
        for (int i = 0; i < 10; ++i)
            REQUIRE(held.pool.submit([&, i] {
                order.push_back(i);
                done.count_down();
            }));
        held.go.count_down();
        done.wait();
        CHECK(order == std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    }
    TEST_CASE("runs at the least priority, which its user keeps") {
        HashingPool pool{{.threads = 1}};
        const auto [policy, nice] =
            pool.compute([] {
                    return std::pair{sched_getscheduler(0), getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()))};
                })
                ->get();
        CHECK(policy == SCHED_BATCH);
        CHECK(nice == 19);
        CHECK(sched_getscheduler(0) == SCHED_OTHER);
    }
    TEST_CASE("that ends finishes what is under way and breaks the promise of the rest") {
        std::optional<std::future<int>> under_way, waiting;
        std::latch held{1};
        {
            HashingPool pool{{.threads = 1}};
            under_way = pool.compute([&] {
                held.count_down();
                return 1;
            });
            held.wait();
        }
        CHECK(under_way->get() == 1);
        {
            std::latch begun{1}, dropped{1};
            auto pool = std::make_unique<HashingPool>(HashingPool::Size{.threads = 1});
            REQUIRE(pool->submit([&] {
                begun.count_down();
                dropped.wait();
            }));
            begun.wait();
            waiting = pool->compute([] { return 2; });
            // The promise breaks before the pool waits for its thread; only then is that let go.
            std::jthread releaser{[&] {
                waiting->wait();
                dropped.count_down();
            }};
            pool.reset();
        }
        CHECK_THROWS_AS(waiting->get(), std::future_error);
    }
    TEST_CASE("has half of the machine's cores, at least one") {
        CHECK(HashingPool{}.threads() == std::max(1u, std::thread::hardware_concurrency() / 2));
    }
}
