#include <signal.h>

#include "shared/bus/test_streams.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

/// Every message of [1, last] exactly once in the stream, in order.
void check_stored_once_in_order(StreamFixture& fixture, int last) {
    Collector collector{fixture.connection, {.stream = "T"}};
    REQUIRE(collector.has(static_cast<std::size_t>(last)));
    CHECK(collector.is_run(1, last));
    CHECK(stream_state(*fixture.connection, "T")->messages == static_cast<std::uint64_t>(last));
}

}  // namespace

TEST_SUITE("bus: publishing") {
    TEST_CASE("each message is acknowledged with its sequence, in order") {
        StreamFixture fixture;
        Watched<std::vector<std::uint64_t>> stored;
        const auto publisher = make_publisher(fixture.connection);
        for (int i = 1; i <= 100; ++i)
            StreamFixture::publish_one(*publisher, i,
                                       [&](const Stored& s) { stored.change([&](auto& all) { all.push_back(s.sequence); }); });
        publisher->flush();
        REQUIRE(publisher->drain(std::chrono::seconds{10}));
        const auto sequences = stored.get();
        REQUIRE(sequences.size() == 100);
        for (std::size_t i = 0; i < sequences.size(); ++i) CHECK(sequences[i] == i + 1);
        CHECK(publisher->in_flight() == 0);
    }

    TEST_CASE("a message with a known id is answered as a duplicate, and stored once") {
        StreamFixture fixture;
        Watched<std::vector<Stored>> stored;
        const auto publisher = make_publisher(fixture.connection);
        const auto note = [&](const Stored& s) { stored.change([&](auto& all) { all.push_back(s); }); };
        StreamFixture::publish_one(*publisher, 1, note);
        StreamFixture::publish_one(*publisher, 1, note);
        REQUIRE(publisher->drain(std::chrono::seconds{10}));
        REQUIRE(stored.get().size() == 2);
        CHECK_FALSE(stored.get()[0].duplicate);
        CHECK(stored.get()[1].duplicate);
        CHECK(stored.get()[1].sequence == 1);
        CHECK(stream_state(*fixture.connection, "T")->messages == 1);
    }

    TEST_CASE("a message that is too large is refused, and those around it are stored") {
        StreamFixture fixture;
        Watched<std::string> refusal;
        const auto publisher = make_publisher(fixture.connection);
        StreamFixture::publish_one(*publisher, 1);
        publisher->publish(
            "t.odd", "large", {}, std::string(2 << 20, 'x'), [](const Stored&) { FAIL("stored"); },
            [&](std::string_view reason) { refusal.change([&](auto& text) { text = reason; }); });
        StreamFixture::publish_one(*publisher, 2);
        REQUIRE(publisher->drain(std::chrono::seconds{10}));
        CHECK(refusal.get() == "the message is larger than the server accepts");
        check_stored_once_in_order(fixture, 2);
    }

    TEST_CASE("killing the server again and again in mid-publish loses nothing, repeats nothing and keeps the order") {
        StreamFixture fixture;
        constexpr int last = 20'000;
        Watched<int> stored;
        const auto publisher = make_publisher(fixture.connection, {.in_flight = 512});
        std::thread writer{[&] {
            for (int i = 1; i <= last; ++i)
                StreamFixture::publish_one(*publisher, i, [&](const Stored&) { stored.change([](int& n) { ++n; }); });
        }};
        for (int round = 1; round <= 3; ++round) {
            REQUIRE(stored.wait([&](int n) { return n >= round * 4000; }));
            fixture.host.server.kill9();
            fixture.host.server.start();
        }
        writer.join();
        REQUIRE(publisher->drain(std::chrono::seconds{30}));
        CHECK(stored.get() == last);
        check_stored_once_in_order(fixture, last);
    }

    TEST_CASE("while the server is away publishers wait, and go on when it is back") {
        StreamFixture fixture;
        const auto publisher = make_publisher(fixture.connection, {.in_flight = 8});
        StreamFixture::publish_one(*publisher, 1);
        REQUIRE(publisher->drain(std::chrono::seconds{10}));
        fixture.host.server.stop();
        for (int i = 2; i <= 9; ++i) StreamFixture::publish_one(*publisher, i);
        CHECK_FALSE(publisher->try_publish("t.odd", "no", {}, "no", {}, {}));
        CHECK(publisher->in_flight() == 8);
        CHECK_FALSE(publisher->drain(std::chrono::milliseconds{1}));
        std::thread writer{[&] { StreamFixture::publish_one(*publisher, 10); }};
        fixture.host.server.start();
        writer.join();
        REQUIRE(publisher->drain(std::chrono::seconds{30}));
        check_stored_once_in_order(fixture, 10);
    }

    TEST_CASE("a server that stands still is noticed by the missing acknowledgement") {
        StreamFixture fixture;
        const auto publisher = make_publisher(fixture.connection, {.deadline = std::chrono::milliseconds{200}});
        ::kill(fixture.host.server.pid(), SIGSTOP);
        for (int i = 1; i <= 100; ++i) StreamFixture::publish_one(*publisher, i);
        CHECK_FALSE(publisher->drain(std::chrono::milliseconds{500}));
        ::kill(fixture.host.server.pid(), SIGCONT);
        REQUIRE(publisher->drain(std::chrono::seconds{30}));
        check_stored_once_in_order(fixture, 100);
    }

    TEST_CASE("a stream that is gone is made again, and gets the message") {
        StreamFixture fixture;
        fixture.connection->request("$JS.API.STREAM.DELETE.T", "", std::chrono::seconds{5});
        const auto publisher = make_publisher(fixture.connection);
        StreamFixture::publish_one(*publisher, 1);
        REQUIRE(publisher->drain(std::chrono::seconds{30}));
        check_stored_once_in_order(fixture, 1);
    }

    TEST_CASE("stopping ends a publisher that waits") {
        StreamFixture fixture;
        fixture.host.server.stop();
        const auto publisher = make_publisher(fixture.connection, {.in_flight = 1});
        StreamFixture::publish_one(*publisher, 1);
        Watched<bool> ended;
        std::thread writer{[&] {
            CHECK_THROWS_AS(StreamFixture::publish_one(*publisher, 2), BusError);
            ended.change([](bool& e) { e = true; });
        }};
        publisher->stop();
        CHECK(ended.wait([](bool e) { return e; }));
        writer.join();
    }
}
