// What is too slow, too long or too much, and is ended; and what is slow, but still borne.
#include <doctest/doctest.h>

#include "gateway/http/echo_server.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;
using namespace std::chrono_literals;

namespace {

/// A server that loses its patience soon.
std::unique_ptr<Server> impatient(std::size_t slowest = 1024) {
    Settings settings;
    settings.head_time = settings.body_time = settings.idle_time = settings.write_time = 300ms;
    settings.slowest = slowest;
    return serve(settings);
}

const std::string post = "POST /x HTTP/1.1\r\nHost: h\r\n";

/// The status of what a client is told that sends `begin`, and then bytes one at a time, each 20 ms after the other.
int dripping(const Server& server, std::string_view begin, const std::string& bytes) {
    RawClient client{server.port()};
    client.send(begin);
    return client.closed_while_dripping(bytes, 20ms) ? status_of(client.response()) : 0;
}

}  // namespace

TEST_SUITE("http server: ends what is too slow") {
    TEST_CASE("a head, however many bytes still come") {
        const auto server = impatient();
        CHECK(dripping(*server, "GET / HTTP/1.1\r\nHo", std::string(500, 'x')) == 408);
        RawClient stopped{server->port()};
        CHECK(status_of(stopped.send("GET / HTTP/1.1\r\nHo").response()) == 408);
        CHECK(stopped.closed());
    }
    TEST_CASE("a second head on the connection, likewise") {
        const auto server = impatient();
        RawClient client{server->port()};
        CHECK(client.send(get("/a")).response().ends_with("/a "));
        client.send("GET / HTTP/1.1\r\nHo");
        CHECK(client.closed_while_dripping(std::string(500, 'x'), 20ms));
        CHECK(status_of(client.response()) == 408);
    }
    TEST_CASE("a body, however many bytes still come") {
        const auto server = impatient();
        CHECK(dripping(*server, post + "Content-Length: 5000\r\n\r\n", std::string(500, 'x')) == 408);
        CHECK(dripping(*server, post + "Transfer-Encoding: chunked\r\n\r\n1388\r\n", std::string(500, 'x')) == 408);
        RawClient stopped{server->port()};
        CHECK(status_of(stopped.send(post + "Content-Length: 5\r\n\r\nab").response()) == 408);
        CHECK(stopped.closed());
    }
    TEST_CASE("a chunked body that never gets past its framing") {
        const auto server = impatient();
        CHECK(dripping(*server, post + "Transfer-Encoding: chunked\r\n\r\n1;x=", std::string(200, 'y')) == 408);
    }
    TEST_CASE("a connection that never says anything, and one that rests") {
        const auto server = impatient();
        RawClient silent{server->port()}, idle{server->port()};
        CHECK(idle.send(get("/a")).response().ends_with("/a "));
        CHECK(idle.closed());
        CHECK(silent.response() == "<end>");
    }
    TEST_CASE("a reader that does not read, while others are answered") {
        const auto server = impatient();
        RawClient client{server->port()};
        std::string many;
        for (int i = 0; i < 5000; ++i) many += get("/big");
        client.send(many);
        RawClient other{server->port()};
        CHECK(other.send(get("/a")).response().ends_with("/a "));
        CHECK(client.reset());
    }
    TEST_CASE("a reader that takes a little now and then") {
        const auto server = impatient(100'000'000);  // So many bytes give no more time worth mentioning.
        RawClient client{server->port()};
        client.read_slowly();
        for (int i = 0; i < 20; ++i) client.send(get("/big"));
        std::size_t taken = 0;
        for (; server->connections() > 0 && client.take(1000, 10ms); taken += 1000) REQUIRE(taken < 1'000'000);
        CHECK(server->connections() == 0);
    }
}

TEST_SUITE("http server: bears what is slow, but moves") {
    TEST_CASE("a long body at a good rate, though it takes longer than a short one may") {
        const auto server = impatient(1);
        RawClient client{server->port()};
        client.send(post + "Content-Length: 60\r\n\r\n");
        CHECK_FALSE(client.closed_while_dripping(std::string(60, 'x'), 20ms));  // 1.2 s.
        CHECK(client.response().ends_with("/x " + std::string(60, 'x')));
    }
    TEST_CASE("the same in chunks") {
        const auto server = impatient(1);
        RawClient client{server->port()};
        client.send(post + "Transfer-Encoding: chunked\r\n\r\n");
        std::string body;
        for (int i = 0; i < 10; ++i) body += "1\r\nx\r\n";
        CHECK_FALSE(client.closed_while_dripping(body + "0\r\n\r\n", 15ms));
        CHECK(client.response().ends_with("/x xxxxxxxxxx"));
    }
}

TEST_SUITE("http server: ends a connection") {
    TEST_CASE("after so many requests, saying so, and answers no more that follow") {
        Settings settings;
        settings.requests_per_connection = 3;
        const auto server = serve(settings);
        RawClient client{server->port()};
        client.send(get("/a") + get("/later") + get("/b") + get("/c"));
        CHECK(client.response().find("Connection: close") == std::string::npos);
        CHECK(client.response().find("Connection: close") == std::string::npos);
        const auto last = client.response();
        CHECK(last.find("\r\nConnection: close\r\n") != std::string::npos);
        CHECK(last.ends_with("/b "));
        CHECK(client.response() == "<end>");
    }
    TEST_CASE("never for its number of requests where there is no limit") {
        Settings settings;
        settings.requests_per_connection = 0;
        const auto server = serve(settings);
        RawClient client{server->port()};
        for (int i = 0; i < 1200; ++i) REQUIRE(client.send(get("/a")).response().find("Connection: close") == std::string::npos);
    }
    TEST_CASE("one request at a time: the next is not begun before the one before is answered") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/never") + get("/a"));
        RawClient other{server->port()};
        CHECK(other.send(get("/a")).response().ends_with("/a "));
        CHECK_FALSE(client.take(1, 50ms));
    }
}

TEST_SUITE("http server: counts connections") {
    TEST_CASE("and turns away those above the limit of an address, until one ends") {
        Settings settings;
        settings.connections_per_address = 1;
        const auto server = serve(settings);
        {
            RawClient first{server->port()};
            CHECK(status_of(first.send(get("/a")).response()) == 200);
            RawClient second{server->port()};
            CHECK(status_of(second.response()) == 503);
            CHECK(second.closed());
            CHECK(first.send("GET /a HTTP/1.0\r\n\r\n").response().ends_with("/a "));
            CHECK(first.closed());
        }
        int status = 503;
        for (int attempt = 0; attempt < 1000 && status == 503; ++attempt) {
            RawClient next{server->port()};
            status = status_of(next.send(get("/a")).response());
        }
        CHECK(status == 200);
    }
    TEST_CASE("64 from one address, unless it is set otherwise") {
        const auto server = serve();
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 64; ++i) {
            clients.push_back(std::make_unique<RawClient>(server->port()));
            REQUIRE(status_of(clients.back()->send(get("/a")).response()) == 200);
        }
        CHECK(status_of(RawClient{server->port()}.response()) == 503);
        CHECK(clients.front()->send(get("/a")).response().ends_with("/a "));
    }
    TEST_CASE("altogether, too") {
        Settings settings;
        settings.connections = 2;
        const auto server = serve(settings);
        RawClient first{server->port()}, second{server->port()};
        CHECK(status_of(first.send(get("/a")).response()) == 200);
        CHECK(status_of(second.send(get("/a")).response()) == 200);
        CHECK(status_of(RawClient{server->port()}.response()) == 503);
    }
}
