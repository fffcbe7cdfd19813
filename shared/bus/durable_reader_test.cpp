#include <set>

#include "shared/bus/test_streams.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

/// Acknowledges every tenth message.
void acknowledge_some(const Delivered& delivered, Reader& reader) {
    if (delivered.stream_sequence % 10 == 0) reader.acknowledge(delivered);
}

}  // namespace

TEST_SUITE("bus: reading through a durable consumer") {
    TEST_CASE("20,000 messages come once and in order") {
        StreamFixture fixture;
        Collector collector{fixture.connection, {.stream = "T", .durable = "all"}, true, acknowledge_some};
        fixture.publish(1, 20'000);
        REQUIRE(collector.has(20'000));
        CHECK(collector.is_run(1, 20'000));
    }

    TEST_CASE("the next reader begins after what was acknowledged, in order, at once") {
        StreamFixture fixture;
        fixture.publish(1, 100);
        {
            Collector first{fixture.connection, {.stream = "T", .durable = "all"}, true, [](const Delivered& d, Reader& reader) {
                                if (d.stream_sequence == 40) reader.acknowledge(d);
                            }};
            REQUIRE(first.has(100));
        }
        fixture.publish(101, 110);
        {
            Collector second{fixture.connection, {.stream = "T", .durable = "all"}, true, [](const Delivered& d, Reader& reader) {
                                 if (d.stream_sequence == 110) reader.acknowledge(d);
                             }};
            REQUIRE(second.has(70, std::chrono::seconds{5}));
            CHECK(second.is_run(41, 110));
        }
        Collector third{fixture.connection, {.stream = "T", .durable = "all"}};
        fixture.publish(111, 120);
        REQUIRE(third.has(10));
        CHECK(third.is_run(111, 120));
    }

    TEST_CASE("killing the server loses nothing; what was not acknowledged comes again in order") {
        StreamFixture fixture;
        fixture.publish(1, 10'000);
        Collector collector{fixture.connection, {.stream = "T", .durable = "all", .batch = 100}, true, acknowledge_some};
        for (const auto reached : {2000u, 5000u}) {
            REQUIRE(collector.has(reached));
            fixture.host.server.kill9();
            fixture.host.server.start();
        }
        REQUIRE(collector.seen.wait([](const auto& seen) { return !seen.empty() && seen.back().number == 10'000; }));
        std::set<int> numbers;
        int highest = 0;
        for (const auto& seen : collector.seen.get()) {
            // Anything may come again, but nothing is passed over.
            CHECK(seen.number <= highest + 1);
            highest = std::max(highest, seen.number);
            numbers.insert(seen.number);
        }
        CHECK(numbers.size() == 10'000);
    }

    TEST_CASE("the filter of the consumer holds, and the reader catches up") {
        StreamFixture fixture;
        fixture.publish(1, 50);
        Collector collector{fixture.connection, {.stream = "T", .durable = "odd"}};
        REQUIRE(collector.has(25));
        CHECK(collector.is_run(1, 49, 2));
    }

    TEST_CASE("a stream and a consumer that are lost are made again from the declaration") {
        StreamFixture fixture;
        fixture.publish(1, 10);
        Collector collector{fixture.connection, {.stream = "T", .durable = "all"}};
        REQUIRE(collector.has(10));
        fixture.host.server.stop();
        std::filesystem::remove_all(fixture.host.folder.path / "jetstream");
        fixture.host.server.start();
        fixture.publish(11, 20);
        REQUIRE(collector.has(20));
        CHECK(collector.is_run(1, 20));
    }
}
