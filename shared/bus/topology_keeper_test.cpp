#include "shared/bus/topology_keeper.hpp"

#include <doctest/doctest.h>

#include "shared/bus/test_users.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

constexpr std::chrono::seconds patience{30};

struct Secrets : ServerWithUsers {
    TopologyKeeper keeper{options("admin"), std::string{default_topology()}};
    std::shared_ptr<Connection> desk = connect("desk");
    std::unique_ptr<Publisher> gateway = make_publisher(connect("gateway"));

    /// Acknowledgements are on their way for a while; the stream tells when they have come.
    void left(std::uint64_t messages) const {
        const auto admin = connect("admin");
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (stream_state(*admin, "SECRETS")->messages != messages) REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
    void send(const std::string& body) {
        gateway->publish("secret.auth.log_in", new_id(), {}, body, {}, {});
        REQUIRE(gateway->drain(patience));
    }
};

/// What the desk takes up; it acknowledges those that `done` says.
struct Desk {
    Watched<std::vector<std::string>> taken;
    std::unique_ptr<Reader> reader;

    Desk(std::shared_ptr<Connection> connection, std::function<bool(std::string_view)> done) {
        const auto made = std::make_shared<Watched<bool>>();
        reader = read(std::move(connection), {.stream = "SECRETS", .durable = "desk"}, [this, made, done](Delivered d) {
            made->wait([](bool m) { return m; });
            if (done(d.message.body())) reader->acknowledge(d);
            reader->taken(1);
            taken.change([&](auto& all) { all.emplace_back(d.message.body()); });
        });
        made->change([](bool& m) { m = true; });
    }
    bool has(const std::vector<std::string>& expected) {
        return taken.wait([&](const auto& all) { return all == expected; }, patience);
    }
};

}  // namespace

TEST_SUITE("bus: streams kept on behalf of parts that may not make them") {
    TEST_CASE("what the server lost with its memory is there again after it came back") {
        Secrets host;
        Desk desk{host.desk, [](auto) { return true; }};
        host.send("first");
        CHECK(desk.has({"first"}));
        host.server.kill9();
        host.server.start();
        host.send("second");
        CHECK(desk.has({"first", "second"}));
    }

    TEST_CASE("what was deleted under a running server is made again when a part misses it") {
        Secrets host;
        Desk desk{host.desk, [](auto) { return true; }};
        host.send("first");
        CHECK(desk.has({"first"}));
        const auto admin = host.connect("admin");
        admin->request("$JS.API.STREAM.DELETE.SECRETS", "", patience);
        host.send("second");
        CHECK(desk.has({"first", "second"}));
        host.left(0);
        admin->request("$JS.API.CONSUMER.DELETE.SECRETS.desk", "", patience);
        host.send("third");
        CHECK(desk.has({"first", "second", "third"}));
    }

    TEST_CASE("a work queue gives what is left in it to the next reader, and nothing twice that was acknowledged") {
        Secrets host;
        {
            Desk desk{host.desk, [](std::string_view body) { return body != "second"; }};
            for (const auto* body : {"first", "second", "third"}) host.send(body);
            CHECK(desk.has({"first", "second", "third"}));
            host.left(1);
        }
        Desk next{host.desk, [](auto) { return true; }};
        CHECK(next.has({"second"}));
    }
}
