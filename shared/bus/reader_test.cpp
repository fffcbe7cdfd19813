#include "shared/bus/test_streams.hpp"

using namespace andvari;
using namespace andvari::bus;

TEST_SUITE("bus: reading in order") {
    TEST_CASE("20,000 messages come once, in order, with their place in the stream") {
        StreamFixture fixture;
        Collector live{fixture.connection, {.stream = "T", .batch = 100}};
        fixture.publish(1, 20'000);
        Collector replay{fixture.connection, {.stream = "T"}};
        REQUIRE(live.has(20'000));
        REQUIRE(replay.has(20'000));
        CHECK(live.is_run(1, 20'000));
        CHECK(replay.is_run(1, 20'000));
        CHECK(replay.seen.get().back().sequence == 20'000);
    }

    TEST_CASE("reading begins after the given sequence, and a filter leaves out the rest") {
        StreamFixture fixture;
        fixture.publish(1, 100);
        const auto created = stream_state(*fixture.connection, "T")->created;
        Collector collector{fixture.connection, {.stream = "T", .filter = "t.odd", .after = 50, .created = created}};
        REQUIRE(collector.has(25));
        CHECK(collector.is_run(51, 99, 2));
    }

    TEST_CASE("a delivery tells when it was stored, in which stream, and how many are left") {
        StreamFixture fixture;
        const auto before = Instant::now();
        fixture.publish(1, 3);
        Watched<std::vector<Delivered>> kept;
        const auto reader = read(fixture.connection, {.stream = "T"}, [&](Delivered delivered) {
            kept.change([&](auto& all) { all.push_back(std::move(delivered)); });
        });
        REQUIRE(kept.wait([](const auto& all) { return all.size() == 3; }));
        kept.change([&](const auto& all) {
            CHECK(all[0].stored >= before);
            CHECK(all[0].stored <= Instant::now());
            CHECK(*all[0].stream_created == stream_state(*fixture.connection, "T")->created);
            CHECK(all[0].pending == 2);
            CHECK(all[2].pending == 0);
            CHECK(all[2].message.subject() == "t.odd");
            CHECK(all[2].message.header("number") == "3");
            CHECK(all[2].message.header("Nats-Msg-Id") == "m3");
            CHECK(all[2].message.header("no-such") == "");
        });
    }

    TEST_CASE("never more than twice the batch waits for the client") {
        StreamFixture fixture;
        fixture.publish(1, 1000);
        Collector collector{fixture.connection, {.stream = "T", .batch = 50}, false};
        REQUIRE(collector.has(100));
        CHECK_FALSE(collector.has(101, std::chrono::milliseconds{200}));
        collector.reader->taken(50);
        REQUIRE(collector.has(150));
        CHECK_FALSE(collector.has(151, std::chrono::milliseconds{200}));
        for (std::size_t reached = 200; reached <= 1000; reached += 50) {
            collector.reader->taken(50);
            REQUIRE(collector.has(reached));
        }
        CHECK(collector.is_run(1, 1000));
    }

    TEST_CASE("a server killed in mid-read is read on from the last delivery") {
        StreamFixture fixture;
        fixture.publish(1, 20'000);
        Collector collector{fixture.connection, {.stream = "T", .batch = 100}};
        for (const auto reached : {3000u, 9000u}) {
            REQUIRE(collector.has(reached));
            fixture.host.server.kill9();
            fixture.host.server.start();
        }
        REQUIRE(collector.has(20'000));
        fixture.publish(20'001, 20'100);
        REQUIRE(collector.has(20'100));
        CHECK(collector.is_run(1, 20'100));
    }

    TEST_CASE("a consumer that the server forgot is made anew") {
        StreamFixture fixture;
        fixture.publish(1, 10);
        Collector collector{fixture.connection, {.stream = "T"}};
        REQUIRE(collector.has(10));
        const auto names = fixture.connection->request("$JS.API.CONSUMER.NAMES.T", "", std::chrono::seconds{5});
        const std::string text{names.body()};
        const auto at = text.find("-") - 8;  // The reader's consumer is named by a UUID.
        fixture.connection->request("$JS.API.CONSUMER.DELETE.T." + text.substr(at, 36), "", std::chrono::seconds{5});
        fixture.publish(11, 20);
        REQUIRE(collector.has(20));
        CHECK(collector.is_run(1, 20));
    }

    TEST_CASE("a stream made anew is noticed, and read from its first message") {
        StreamFixture fixture;
        Watched<std::string> notices;
        const auto connection =
            connect({.url = fixture.host.server.url(), .name = "noticing", .on_notice = [&](std::string_view sentence) {
                         notices.change([&](std::string& all) { all.append(sentence).append("\n"); });
                     }});
        fixture.publish(1, 10);
        {
            Collector collector{connection, {.stream = "T"}};
            REQUIRE(collector.has(10));
            fixture.connection->request("$JS.API.STREAM.DELETE.T", "", std::chrono::seconds{5});
            apply_topology(*fixture.connection, test_topology);
            fixture.publish(11, 15);
            REQUIRE(collector.has(15));
            CHECK(collector.is_run(1, 15));
            CHECK(collector.seen.get().back().sequence == 5);
        }
        CHECK(notices.get().find("The stream T is another one than before; reading begins at its first message.") !=
              std::string::npos);
    }

    TEST_CASE("a stream that was set back and has grown as long again is noticed, and read from its first message") {
        StreamFixture fixture;
        auto& server = fixture.host.server;
        const TemporaryFolder earlier;
        const auto store = server.folder() / "jetstream", copy = earlier.path / "jetstream";
        fixture.publish(1, 10);
        server.stop();
        std::filesystem::copy(store, copy, std::filesystem::copy_options::recursive);
        server.start();
        Collector collector{fixture.connection, {.stream = "T"}};
        fixture.publish(11, 20);
        REQUIRE(collector.has(20));
        server.stop();
        {
            NatsServer elsewhere{{.folder = earlier.path}};
            const auto publisher = make_publisher(bus::connect({.url = elsewhere.url(), .name = "elsewhere"}));
            for (int i = 101; i <= 115; ++i) StreamFixture::publish_one(*publisher, i);
            publisher->flush();
            REQUIRE(publisher->drain(std::chrono::seconds{30}));
        }
        std::filesystem::remove_all(store);
        std::filesystem::copy(copy, store, std::filesystem::copy_options::recursive);
        server.start();
        REQUIRE(collector.has(45));
        const auto seen = collector.seen.get();
        CHECK(seen.size() == 45);
        CHECK(seen[20].number == 1);
        CHECK(seen[30].number == 101);
        CHECK(seen[44].number == 115);
        fixture.publish(21, 21);
        REQUIRE(collector.has(46));
    }

    TEST_CASE("a position that belongs to another stream, or lies beyond the end, is not believed") {
        StreamFixture fixture;
        fixture.publish(1, 10);
        const auto created = stream_state(*fixture.connection, "T")->created;
        Collector another{fixture.connection, {.stream = "T", .after = 5, .created = "2001-01-01T00:00:00Z"}};
        Collector shorter{fixture.connection, {.stream = "T", .after = 11, .created = created}};
        REQUIRE(another.has(10));
        REQUIRE(shorter.has(10));
        CHECK(another.is_run(1, 10));
        CHECK(shorter.is_run(1, 10));
    }

    TEST_CASE("restarting reads again from the given sequence") {
        StreamFixture fixture;
        fixture.publish(1, 10);
        Collector collector{fixture.connection, {.stream = "T", .batch = 5}, false};
        REQUIRE(collector.has(10));
        collector.reader->restart(7);
        REQUIRE(collector.has(13));
        CHECK(collector.seen.get()[10].number == 8);
    }

    TEST_CASE("a reader has caught up when nothing is left, also in an empty stream") {
        StreamFixture fixture;
        Collector collector{fixture.connection, {.stream = "T"}};
        fixture.publish(1, 10);
        REQUIRE(collector.has(10));
        Collector empty{fixture.connection, {.stream = "T", .filter = "t.nothing"}};
        for (auto* each : {&collector, &empty}) {
            const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
            while (!each->reader->caught_up() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
            CHECK(each->reader->caught_up());
        }
    }
}
