// A replay against a real server: what it stores, and where it goes on.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "feed/demo.hpp"
#include "feed/replay.hpp"
#include "shared/bus/declarations.hpp"
#include "shared/bus/server_process.hpp"
#include "shared/json/write.hpp"

using namespace andvari;
using namespace andvari::feed;

namespace {
struct Bus {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("andvari-feed-" + std::to_string(getpid()) + "-" + new_id());
    bus::NatsServer server{{.folder = folder, .on_notice = [](std::string_view) {}}};
    std::shared_ptr<bus::Connection> connection = bus::connect({.url = server.url(), .name = "feed-test"});

    Bus() { bus::apply_topology(*connection, bus::default_topology()); }
    ~Bus() {
        connection.reset();
        server.stop();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    void put(const std::string& subject, const std::string& body) const {
        const auto publisher = bus::make_publisher(connection);
        publisher->publish(
            subject, new_id(), {}, body, [](const bus::Stored&) {}, [](std::string_view) {});
        CHECK(publisher->drain(std::chrono::seconds{5}));
    }
};

const Symbol aapl{"AAPL"};

Generator days(std::size_t count) {
    auto history = demo_instruments().front().history;
    history.resize(count);
    return {history, 40, Afterwards::silence};
}

std::uint64_t replay(const Bus& bus, Generator generator) {
    const auto publisher = bus::make_publisher(bus.connection, {.in_flight = 256});
    std::uint64_t published = 0;
    Replay replay{*publisher,
                  std::move(generator),
                  {.symbol = aapl, .speed = std::nullopt, .on_progress = [&](const Progress& p) { published = p.published; }}};
    if (const auto last = last_quoted(*bus.connection, aapl)) replay.resume_after(*last);
    CHECK(replay.run({}));
    return published;
}
}  // namespace

TEST_SUITE("feed: on a real bus") {
    TEST_CASE("a history is stored whole, and a second replay goes on after it") {
        const Bus bus;
        CHECK_FALSE(last_quoted(*bus.connection, aapl).has_value());
        CHECK_EQ(replay(bus, days(50)), 50 * 41);
        CHECK_EQ(bus::stream_state(*bus.connection, "MARKET")->messages, 50 * 41);
        CHECK_EQ(last_quoted(*bus.connection, aapl)->text(), "2013-07-23T19:50:15.000000Z");
        // The last bar is said again, because only quotes tell where the replay was; the server knows its id.
        CHECK_EQ(replay(bus, days(60)), 10 * 41 + 1);
        CHECK_EQ(bus::stream_state(*bus.connection, "MARKET")->messages, 60 * 41);
    }

    TEST_CASE("where the market's stream has forgotten, the log tells how far the market was") {
        const Bus bus;
        auto generator = days(2);
        const auto quote = std::get<stock::Quote>(generator.next()->content);
        bus.put("evt.stock.AAPL.quoted", json::write(stock::Quoted{aapl, quote, Instant::now()}));
        CHECK_EQ(last_quoted(*bus.connection, aapl), quote.time);
        bus.put("mkt.quote.AAPL", "no quote at all");
        CHECK_EQ(last_quoted(*bus.connection, aapl), quote.time);
        CHECK_EQ(replay(bus, days(2)), 2 * 41 - 1);
    }
}
