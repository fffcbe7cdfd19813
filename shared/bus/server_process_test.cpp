#include "shared/bus/test_streams.hpp"

using namespace andvari;
using namespace andvari::bus;

TEST_SUITE("bus: nats-server as a child") {
    TEST_CASE("it stops when asked, and comes back on the same port and store") {
        StreamFixture fixture;
        fixture.publish(1, 5);
        auto& server = fixture.host.server;
        const auto url = server.url();
        server.stop();
        CHECK(server.pid() == 0);
        CHECK_THROWS_AS(connect({.url = url}, std::chrono::milliseconds{0}), BusError);
        server.start();
        CHECK(server.pid() != 0);
        CHECK(stream_state(*connect({.url = url}), "T")->messages == 5);
    }

    TEST_CASE("a supervised one that is killed comes back by itself, and the connection says so") {
        TemporaryFolder folder;
        Watched<int> ended;
        NatsServer server{{.folder = folder.path, .supervise = true, .on_notice = [&](std::string_view) {
                               ended.change([](int& n) { ++n; });
                           }}};
        Watched<std::string> notices;
        const auto connection = connect({.url = server.url(), .name = "test", .on_notice = [&](std::string_view sentence) {
                                             notices.change([&](std::string& all) { all.append(sentence).append("\n"); });
                                         }});
        Watched<int> reconnected;
        const auto token = connection->on_reconnect([&] { reconnected.change([](int& n) { ++n; }); });
        const auto generation = connection->generation();
        server.kill9();
        CHECK(ended.wait([](int n) { return n == 1; }));
        CHECK(reconnected.wait([](int n) { return n == 1; }));
        CHECK(connection->connected());
        CHECK(connection->generation() == generation + 1);
        CHECK(notices.get() == "The connection to the bus broke; reconnecting.\nThe connection to the bus is back.\n");
    }

    TEST_CASE("sending, subscribing and asking work, and fail clearly without a server") {
        TestServer host;
        Watched<int> notices;
        const auto connection = connect({.url = host.server.url(), .name = "test", .on_notice = [&](std::string_view) {
                                             notices.change([](int& n) { ++n; });
                                         }});
        Watched<std::string> got;
        auto subscription = connection->subscribe("a.*", [&](Message m) {
            if (!m.reply().empty()) connection->send(m.reply(), {}, "answer to " + std::string{m.body()});
            got.change([&](auto& text) { text = std::string{m.subject()} + std::string{m.header("who")}; });
        });
        CHECK(connection->request("a.b", "question", std::chrono::seconds{5}).body() == "answer to question");
        CHECK(got.get() == "a.b");
        CHECK(connection->send("a.c", {{"who", "x"}}, "hello"));
        CHECK(got.wait([](const auto& text) { return text == "a.cx"; }));
        CHECK_THROWS_AS(connection->request("nobody", "", std::chrono::seconds{5}), BusError);
        CHECK(connection->new_inbox().starts_with("_INBOX_test."));
        CHECK(connection->new_inbox() != connection->new_inbox());
        subscription.reset();
        host.server.stop();
        REQUIRE(notices.wait([](int n) { return n == 1; }));  // That the connection broke.
        CHECK_THROWS_AS(connection->request("a.b", "", std::chrono::milliseconds{100}), BusError);
        CHECK_FALSE(connection->send("a.b", {}, ""));
    }
}
