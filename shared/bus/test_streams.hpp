// For this library's tests: one stream, publishing into it, and reading it.
#pragma once

#include <doctest/doctest.h>

#include "shared/bus/test_server.hpp"

namespace andvari::bus {

constexpr std::string_view test_topology = R"({"streams": [{"name": "T", "subjects": ["t.>"], "storage": "file",
    "consumers": [{"durable_name": "all", "filter_subject": "t.>"}, {"durable_name": "odd", "filter_subject": "t.odd"}]}]})";

struct StreamFixture {
    TestServer host;
    std::shared_ptr<Connection> connection = host.connect();
    StreamFixture() { apply_topology(*connection, test_topology); }

    /// Publishes bodies "first" to "last" with ids "m<number>", to t.odd and t.even, and waits until they are stored.
    void publish(int first, int last) {
        const auto publisher = make_publisher(connection);
        for (int i = first; i <= last; ++i) publish_one(*publisher, i);
        publisher->flush();
        REQUIRE(publisher->drain(std::chrono::seconds{30}));
    }
    static void publish_one(Publisher& publisher, int i, Publisher::OnStored on_stored = {},
                            Publisher::OnRefused on_refused = {}) {
        publisher.publish(i % 2 ? "t.odd" : "t.even", "m" + std::to_string(i), {{"number", std::to_string(i)}}, std::to_string(i),
                          std::move(on_stored), std::move(on_refused));
    }
};

/// Keeps what a reader delivers, and takes each message at once unless told otherwise.
struct Collector {
    struct Seen {
        int number;
        std::uint64_t sequence;
    };
    Watched<std::vector<Seen>> seen;
    std::unique_ptr<Reader> reader;
    bool takes = true;
    std::function<void(const Delivered&, Reader&)> and_then;

    Collector(std::shared_ptr<Connection> connection, ReaderConfig config, bool takes_at_once = true,
              std::function<void(const Delivered&, Reader&)> then = {})
        : takes{takes_at_once}, and_then{std::move(then)} {
        auto made = std::make_shared<Watched<bool>>();
        reader = read(std::move(connection), std::move(config), [this, made](Delivered delivered) {
            made->wait([](bool m) { return m; });
            const int number = std::stoi(std::string{delivered.message.body()});
            if (and_then) and_then(delivered, *reader);
            seen.change([&](auto& s) { s.push_back({number, delivered.stream_sequence}); });
            if (takes) reader->taken(1);
        });
        made->change([](bool& m) { m = true; });
    }
    bool has(std::size_t count, std::chrono::milliseconds patience = std::chrono::seconds{30}) {
        return seen.wait([&](const auto& s) { return s.size() >= count; }, patience);
    }
    /// The bodies are first, first + step, … and nothing else.
    bool is_run(int first, int last, int step = 1) {
        const auto all = seen.get();
        int expected = first;
        for (const auto& s : all) {
            if (s.number != expected) return false;
            expected += step;
        }
        return expected == last + step;
    }
};

}  // namespace andvari::bus
