#include <doctest/doctest.h>

#include <algorithm>

#include "shared/bus/test_server.hpp"

namespace andvari::bus {
namespace {
using Seen = std::vector<std::pair<std::string, std::string>>;

/// What comes of a message that is sent with these headers: all headers, and the body at last.
Seen received(Connection& connection, const Headers& headers, std::string_view body, const std::string& reply = {}) {
    Watched<Seen> seen;
    const auto subscription = connection.subscribe("message", [&](const Message& message) {
        seen.change([&](Seen& all) {
            message.each_header([&](std::string_view name, std::string_view value) { all.emplace_back(name, value); });
            for (const auto& [name, value] : all) CHECK(message.header(name) == value);
            CHECK(message.header("absent").empty());
            all.emplace_back("body", message.body());
        });
    });
    connection.send_buffered("message", reply, headers, body);
    REQUIRE(seen.wait([](const Seen& all) { return !all.empty(); }));
    return seen.get();
}
}  // namespace

TEST_SUITE("bus: a message that came") {
    TEST_CASE("has its headers, its body, and nothing else") {
        TestServer host;
        const auto connection = host.connect();
        const Headers headers{{"ce-id", "order/0:1:17"}, {"ce-actor", "owner:alice"}, {"x-empty-after", " spaced out "}};
        auto expected =
            Seen{{"ce-id", "order/0:1:17"}, {"ce-actor", "owner:alice"}, {"x-empty-after", "spaced out"}, {"body", "{}"}};
        for (const std::string reply : {"", "answers.here"}) {
            auto seen = received(*connection, headers, "{}", reply);
            std::sort(seen.begin(), seen.end());
            std::sort(expected.begin(), expected.end());
            CHECK(seen == expected);
        }
    }
    TEST_CASE("may have neither headers nor a body") {
        TestServer host;
        const auto connection = host.connect();
        CHECK(received(*connection, {}, "") == Seen{{"body", ""}});
        CHECK(received(*connection, {}, "NATS/1.0\r\nno: header\r\n\r\n") == Seen{{"body", "NATS/1.0\r\nno: header\r\n\r\n"}});
        CHECK(received(*connection, {{"one", "1"}}, "") == Seen{{"one", "1"}, {"body", ""}});
    }
    TEST_CASE("tells what the server says in its place") {
        TestServer host;
        const auto connection = host.connect();
        Watched<std::string> status;
        const auto inbox = connection->new_inbox();
        const auto answers = connection->subscribe(inbox, [&](const Message& message) {
            status.change([&](std::string& s) {
                s = std::string{message.header("Status")} + "/" + std::string{message.header("Description")};
            });
        });
        connection->send_buffered("nobody.listens", inbox, {}, "");
        REQUIRE(status.wait([](const std::string& s) { return !s.empty(); }));
        CHECK(status.get() == "503/");
    }
}

}  // namespace andvari::bus
