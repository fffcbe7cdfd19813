#include <doctest/doctest.h>

#include "gateway/http/echo_server.hpp"
#include "gateway/http/socket_client.hpp"
#include "gateway/http/tls_client.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;
using namespace std::chrono_literals;

TEST_SUITE("http server: a WebSocket") {
    TEST_CASE("is opened by the handshake, with the fields that the handler gave") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        CHECK(client.status() == 101);
        CHECK(client.head().find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
        CHECK(client.head().find("Said: yes\r\n") != std::string::npos);
        CHECK(client.head().find("Path: /socket\r\n") != std::string::npos);
    }
    TEST_CASE("declines the extensions that are offered") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket",
                            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"};
        CHECK(client.status() == 101);
        CHECK(client.head().find("Extensions") == std::string::npos);
    }
    TEST_CASE("is refused to who does not ask for one") {
        const auto server = serve();
        RawClient client{server->port()};
        CHECK(status_of(client.send(get("/socket")).response()) == 426);
        CHECK(client.send(get("/a")).response().ends_with("/a "));
    }
    TEST_CASE("repeats what it hears, whole or in fragments, texts as texts and bytes as bytes") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        CHECK(client.say("Hello").next().payload == "Hello");
        const auto bytes = client.send(frame(0x02, "one ") + frame(0x80, "two")).next();
        CHECK(bytes.first == 0x82);
        CHECK(bytes.payload == "one two");
        const std::string large(64 * 1024, 'x');
        CHECK(client.say(large).next().payload == large);
    }
    TEST_CASE("takes what was sent together with the handshake, and what comes byte by byte") {
        const auto server = serve();
        RawClient raw{server->port()};
        raw.send(handshake("/socket") + text_frame("early"));
        CHECK(raw.until("early").find("101 Switching") != std::string::npos);
        for (const char c : text_frame("slow")) raw.send({&c, 1});
        raw.until("slow");
    }
    TEST_CASE("answers pings, also between the fragments of a message") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        client.send(frame(0x01, "a") + frame(0x89, "there?") + frame(0x80, "b"));
        const auto pong = client.next();
        CHECK(pong.first == 0x8a);
        CHECK(pong.payload == "there?");
        CHECK(client.next().payload == "ab");
    }
    TEST_CASE("is closed by the client, whose code is repeated, and by the handler with its own") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        const auto answer = client.send(frame(0x88, close_payload(3001, "bye"))).next();
        CHECK(answer.first == 0x88);
        CHECK(answer.code() == 3001);
        CHECK(client.connection().closed());

        SocketClient other{server->port(), "/socket"};
        const auto closing = other.say("close").next();
        CHECK(closing.code() == 1008);
        CHECK(closing.payload.substr(2) == "as you wish");
        other.send(frame(0x88, close_payload(1008)));
        CHECK(other.connection().closed());

        SocketClient left{server->port(), "/socket"};
        CHECK(left.say("leave").next().code() == 1001);
    }
    TEST_CASE("is closed with the reason where the client breaks the protocol") {
        const auto server = serve();
        const auto code_for = [&](const std::string& bytes) {
            SocketClient client{server->port(), "/socket"};
            const auto closing = client.send(bytes).next();
            CHECK(client.connection().closed());
            return closing.code();
        };
        CHECK(code_for(std::string{"\x81\x05Hello", 7}) == 1002);
        CHECK(code_for(text_frame("\xff")) == 1007);
        CHECK(code_for(frame(0x82, std::string(64 * 1024 + 1, 'x'))) == 1009);
    }
    TEST_CASE("is closed as going away when the server stops") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        CHECK(client.say("hello").next().payload == "hello");
        server->stop(100ms);
        CHECK(client.next().code() == 1001);
    }
    TEST_CASE("of a client that reads nothing is closed after what it was sent, which is no more than the bound") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        client.say("flood");
        std::size_t sent = 0;
        Frame last;
        for (last = client.next(); last.first == 0x81; last = client.next()) sent += last.payload.size();
        CHECK(last.first == 0x88);
        CHECK(last.code() == 1013);
        CHECK(last.payload.substr(2) == "too slow");
        CHECK(sent > 1'000'000);
        CHECK(sent < 16'000'000);  // What the system's own buffers hold beside ours.
        CHECK(client.connection().closed());
    }
    TEST_CASE("of a client that has stopped reading for good ends, and harms nobody") {
        Settings settings;
        settings.write_time = 300ms;
        const auto server = serve(settings);
        SocketClient client{server->port(), "/socket"};
        client.connection().read_slowly();
        client.say("flood");
        RawClient other{server->port()};
        CHECK(other.send(get("/a")).response().ends_with("/a "));
        CHECK(client.connection().closed());
        other.finish_sending();
    }
    TEST_CASE("is pinged, and ends when nothing comes back") {
        Settings settings;
        settings.ping_time = 300ms;
        const auto server = serve(settings);
        SocketClient client{server->port(), "/socket"};
        for (int i = 0; i < 4; ++i) {
            const auto ping = client.next();
            CHECK(ping.first == 0x89);
            client.send(frame(0x8a, ping.payload));
        }
        Frame last;
        int pings = 0;
        while ((last = client.next()).first == 0x89) ++pings;
        CHECK(last.first == 0);
        CHECK(pings <= 3);
    }
    TEST_CASE("of who asks for answers to pings and never reads them ends") {
        const auto server = serve();
        SocketClient client{server->port(), "/socket"};
        client.connection().read_slowly();
        const auto ping = frame(0x89, std::string(125, 'x'));
        std::string many;
        for (int i = 0; i < 1000; ++i) many += ping;
        for (int i = 0; i < 400; ++i) client.send(many);
        CHECK(client.connection().closed());
    }
}
