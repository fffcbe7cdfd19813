#include <doctest/doctest.h>

#include <future>

#include "gateway/http/echo_server.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;
using namespace std::chrono_literals;

TEST_SUITE("http server: answers") {
    TEST_CASE("requests one after the other on one connection") {
        const auto server = serve();
        RawClient client{server->port()};
        for (int i = 0; i < 3; ++i) CHECK(client.send(get("/a")).response().ends_with("\r\n\r\n/a "));
    }
    TEST_CASE("pipelined requests in their order, those answered later too") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/a") + get("/later") + get("/b"));
        CHECK(client.response().ends_with("/a "));
        CHECK(client.response().ends_with("/later "));
        CHECK(client.response().ends_with("/b "));
    }
    TEST_CASE("many pipelined requests, more than the buffer holds") {
        Settings settings;
        settings.requests_per_connection = 0;
        const auto server = serve(settings);
        RawClient client{server->port()};
        std::string many;
        for (int i = 0; i < 2000; ++i) many += "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
        client.send(many);
        for (int i = 0; i < 2000; ++i) REQUIRE(client.response().ends_with("/p hello"));
    }
    TEST_CASE("a request that comes byte by byte") {
        const auto server = serve();
        RawClient client{server->port()};
        for (const char c : std::string{"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"}) client.send({&c, 1});
        CHECK(client.response().ends_with("/x abc"));
    }
    TEST_CASE("a chunked body, and the request after it") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(
            "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: "
            "t\r\n\r\n" +
            get("/next"));
        CHECK(client.response().ends_with("/c abcde"));
        CHECK(client.response().ends_with("/next "));
    }
    TEST_CASE("a chunked body that comes byte by byte behind another request") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/first"));
        for (const char c : std::string{"POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"})
            client.send({&c, 1});
        CHECK(client.response().ends_with("/first "));
        CHECK(client.response().ends_with("/c abc"));
    }
    TEST_CASE("a HEAD with the length but without the content") {
        const auto server = serve();
        RawClient client{server->port()};
        const auto head = client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n").response(true);
        CHECK(head.find("Content-Length: 3\r\n") != std::string::npos);
        CHECK(client.send(get("/b")).response().ends_with("/b "));
    }
    TEST_CASE("HTTP/1.0 and Connection: close by closing") {
        const auto server = serve();
        for (const char* request : {"GET /a HTTP/1.0\r\n\r\n", "GET /a HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n"}) {
            RawClient client{server->port()};
            CHECK(client.send(request).response().ends_with("/a "));
            CHECK(client.closed());
        }
    }
    TEST_CASE("100 Continue where it is asked for") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        CHECK(client.until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
        CHECK(client.send("hi").response().ends_with("/e hi"));
    }
    TEST_CASE("a client that has finished sending") {
        const auto server = serve();
        RawClient client{server->port()};
        CHECK(client.send(get("/a")).finish_sending().response().ends_with("/a "));
    }
    TEST_CASE("an answer larger than the socket's buffer") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/big") + get("/a"));
        CHECK(client.response().size() > 400'000);
        CHECK(client.response().ends_with("/a "));
    }
    TEST_CASE("500 where the handler fails, and tells of it, and goes on") {
        std::promise<std::string> told;
        Settings settings;
        settings.on_fault = [&](std::string_view what) { told.set_value(std::string{what}); };
        const auto server = serve(settings);
        RawClient client{server->port()};
        const auto response = client.send(get("/fault")).response();
        CHECK(status_of(response) == 500);
        CHECK(response.find("on purpose") == std::string::npos);
        CHECK(told.get_future().get() == "on purpose");
        CHECK(client.send(get("/a")).response().ends_with("/a "));
    }
    TEST_CASE("knowing who asks, in the shortest form, for each request of a connection") {
        Settings settings;
        settings.address = "::";  // Of IPv6, which shows the client's address as ::ffff:127.0.0.1.
        const auto server = serve(settings);
        RawClient client{server->port()};
        for (int i = 0; i < 2; ++i) CHECK(client.send(get("/peer")).response().ends_with("\r\n\r\n127.0.0.1 loopback"));
    }
    TEST_CASE("with what protects browsers, whatever the answer is") {
        const auto server = serve();
        const auto protects = [](const std::string& answer) {
            for (const auto* line :
                 {"X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
                  "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
                  "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
                  "Permissions-Policy: ", "Cache-Control: no-store\r\n"}) {
                const auto at = answer.find("\r\n" + std::string{line});
                CHECK_MESSAGE((at != std::string::npos && at < answer.find("\r\n\r\n")), line);
            }
            CHECK(answer.find("\r\nServer: ") == std::string::npos);
        };
        RawClient client{server->port()};
        protects(client.send(get("/a")).response());
        protects(client.send(get("/later")).response());
        protects(client.send(get("/fault")).response());
        protects(client.send("nonsense\r\n\r\n").response());
        protects(RawClient{server->port()}.send(get("/stream")).until("first\n"));
    }
    TEST_CASE("that may be kept, where the handler says so") {
        const auto server = serve();
        RawClient client{server->port()};
        const auto kept = client.send(get("/kept")).response();
        CHECK(kept.find("\r\nCache-Control: max-age=60\r\n") != std::string::npos);
        CHECK(kept.find("no-store") == std::string::npos);
        CHECK(client.send(get("/a")).response().find("\r\nCache-Control: no-store\r\n") != std::string::npos);
    }
    TEST_CASE("with the standing fields of their own request, also later, without end and after a fault") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/a") + get("/later") + get("/fault") + get("/b"));
        for (const auto* path : {"/a", "/later", "/fault", "/b"}) {
            const auto answer = client.response();
            CHECK(answer.find("\r\nPath: " + std::string{path} + "\r\n") != std::string::npos);
            CHECK(answer.find("Path: ") == answer.rfind("Path: "));
        }
        CHECK(client.send("nonsense\r\n\r\n").response().find("Path: ") == std::string::npos);
        CHECK(RawClient{server->port()}.send(get("/stream")).until("first\n").find("\r\nPath: /stream\r\n") != std::string::npos);
    }
    TEST_CASE("a stream until it ends") {
        const auto server = serve();
        RawClient client{server->port()};
        CHECK(client.send(get("/stream")).until("first\n").find("text/event-stream") != std::string::npos);
        server->stop(5s);
        CHECK(client.closed());
    }
    TEST_CASE("503 to what is still waiting when it stops") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/never") + get("/never"));
        RawClient other{server->port()};
        CHECK(other.send(get("/a")).response().ends_with("/a "));  // By now the first client is waiting as well.
        server->stop(5s);
        CHECK(status_of(client.response()) == 503);
        CHECK(client.closed());
    }
}
