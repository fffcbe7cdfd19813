#include <doctest/doctest.h>

#include "gateway/http/echo_server.hpp"
#include "gateway/http/tls_client.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

struct SecureServer {
    TestCertificate certificate;
    std::unique_ptr<Server> server;

    explicit SecureServer(Settings settings = {}) {
        settings.certificate = certificate.certificate();
        settings.private_key = certificate.private_key();
        server = serve(std::move(settings));
    }
    std::uint16_t port() const { return server->port(); }
};

const std::string http_1_1 = "\x08http/1.1", http_2 = "\x02h2";

/// A handshake's first message as far as it says that more is to come: a record of 512 bytes.
constexpr auto begun_hello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv;

}  // namespace

TEST_SUITE("https server: answers") {
    TEST_CASE("requests one after the other, knowing that they came encrypted") {
        const SecureServer server;
        TlsClient client{server.port()};
        REQUIRE(client.connected());
        for (int i = 0; i < 3; ++i) CHECK(client.send(get("/peer")).response().ends_with("\r\n\r\n127.0.0.1 loopback encrypted"));
    }
    TEST_CASE("pipelined requests, byte by byte, and those answered later") {
        const SecureServer server;
        TlsClient client{server.port()};
        for (const char c : "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + get("/later")) client.send({&c, 1});
        CHECK(client.response().ends_with("/x abc"));
        CHECK(client.response().ends_with("/later "));
    }
    TEST_CASE("many pipelined requests in records larger than the buffer") {
        const SecureServer server;
        TlsClient client{server.port()};
        std::string many;
        for (int i = 0; i < 1000; ++i) many += "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
        client.send(many);
        for (int i = 0; i < 1000; ++i) REQUIRE(client.response().ends_with("/p hello"));
    }
    TEST_CASE("with more than the socket takes at once") {
        const SecureServer server;
        TlsClient client{server.port()};
        client.send(get("/big") + get("/big") + get("/a"));
        for (int i = 0; i < 2; ++i) CHECK(client.response().ends_with(std::string(400'000, 'x')));
        CHECK(client.response().ends_with("/a "));
    }
    TEST_CASE("with the order to stay with TLS, which an answer without TLS never gives") {
        const SecureServer server;
        const auto plain = serve();
        TlsClient client{server.port()};
        RawClient plain_client{plain->port()};
        CHECK(client.send(get("/a")).response().find("\r\nStrict-Transport-Security: max-age=31536000\r\n") != std::string::npos);
        CHECK(client.send("nonsense\r\n\r\n").response().find("\r\nStrict-Transport-Security: ") != std::string::npos);
        CHECK(plain_client.send(get("/a")).response().find("Strict-Transport-Security") == std::string::npos);
    }
    TEST_CASE("and says goodbye before it closes, so that nobody can cut an answer short") {
        const SecureServer server;
        {
            TlsClient client{server.port()};
            CHECK(client.send("GET /a HTTP/1.0\r\n\r\n").response().ends_with("/a "));
            CHECK(client.said_goodbye());
        }
        TlsClient idle{server.port()};
        CHECK(idle.send(get("/a")).response().ends_with("/a "));
        server.server->stop(5s);
        CHECK(idle.said_goodbye());
    }
    TEST_CASE("a stream until it ends") {
        const SecureServer server;
        TlsClient client{server.port()};
        const auto begun = client.send(get("/stream")).until("first\n");
        CHECK(begun.find("text/event-stream") != std::string::npos);
        CHECK(begun.find("Strict-Transport-Security") != std::string::npos);
        server.server->stop(5s);
        CHECK(client.said_goodbye());
    }
}

TEST_SUITE("https server: shakes hands") {
    TEST_CASE("in TLS 1.2 and 1.3 only") {
        const SecureServer server;
        CHECK(TlsClient{server.port()}.version() == "TLSv1.3");
        CHECK(TlsClient{server.port(), {.most = TLS1_2_VERSION}}.version() == "TLSv1.2");
        CHECK_FALSE(TlsClient{server.port(), {.most = TLS1_1_VERSION}}.connected());
        CHECK_FALSE(TlsClient{server.port(), {.most = TLS1_VERSION}}.connected());
    }
    TEST_CASE("choosing HTTP/1.1 where protocols are offered, and refusing others") {
        const SecureServer server;
        CHECK(TlsClient{server.port(), {.protocols = http_2 + http_1_1}}.protocol() == "http/1.1");
        CHECK(TlsClient{server.port()}.protocol() == "");
        CHECK_FALSE(TlsClient{server.port(), {.protocols = http_2}}.connected());
    }
    TEST_CASE("resuming a session by its ticket") {
        const SecureServer server;
        TlsClient first{server.port()};
        CHECK(first.send(get("/a")).response().ends_with("/a "));  // With it the ticket came.
        const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session{SSL_get1_session(first.native()),
                                                                                SSL_SESSION_free};
        TlsClient second{server.port(), {.resume = session.get()}};
        REQUIRE(second.connected());
        CHECK(SSL_session_reused(second.native()) == 1);
        CHECK(second.send(get("/b")).response().ends_with("/b "));
    }
    TEST_CASE("once: not again on the same connection") {
        const SecureServer server;
        TlsClient client{server.port(), {.most = TLS1_2_VERSION}};
        REQUIRE(client.connected());
        CHECK(SSL_renegotiate(client.native()) == 1);
        CHECK(SSL_do_handshake(client.native()) != 1);
    }
    TEST_CASE("within its time, however many bytes still come") {
        Settings settings;
        settings.handshake_time = 300ms;
        const SecureServer server{settings};
        RawClient silent{server.port()}, half{server.port()}, slow{server.port()};
        half.send(begun_hello);
        CHECK(slow.closed_while_dripping(std::string{begun_hello} + std::string(400, 'x'), 20ms));
        CHECK(half.closed());
        CHECK(silent.closed());
        TlsClient good{server.port()};
        CHECK(good.send(get("/a")).response().ends_with("/a "));
    }
    TEST_CASE("with one while others leave theirs half done") {
        const SecureServer server;
        std::vector<std::unique_ptr<RawClient>> others;
        for (int i = 0; i < 40; ++i) others.emplace_back(std::make_unique<RawClient>(server.port()))->send(begun_hello);
        TlsClient good{server.port()};
        CHECK(good.send(get("/a")).response().ends_with("/a "));
    }
    TEST_CASE("not with whoever speaks plain HTTP, and says so") {
        const SecureServer server;
        RawClient client{server.port()};
        const auto answer = client.send(get("/a")).response();
        CHECK(status_of(answer) == 400);
        CHECK(answer.find("urn:andvari:problem:https_only") != std::string::npos);
        CHECK(answer.find("Strict-Transport-Security") == std::string::npos);
        CHECK(client.closed());
    }
    TEST_CASE("not with garbage") {
        const SecureServer server;
        for (const auto garbage :
             {"\x00\x00\x00\x00\x00\x00\x00\x00"sv, "SSH-2.0-OpenSSH_9.2\r\n"sv, "\x16\x03\x01\xff\xff\x01"sv,
              "\x16\x03\x01\x00\x04\x01\x00\x00\x00"sv, "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10"sv}) {
            RawClient client{server.port()};
            CHECK(client.send(garbage).send(std::string(2000, 'x')).closed());
        }
        TlsClient client{server.port()};
        CHECK(client.send(get("/a")).response().ends_with("/a "));
        BIO_write(SSL_get_wbio(client.native()), "garbage that is no record at all", 32);
        CHECK_FALSE(client.response().ends_with("/a "));
    }
    TEST_CASE("not with those above the limit of an address, who are left without a word") {
        Settings settings;
        settings.connections_per_address = 1;
        const SecureServer server{settings};
        TlsClient first{server.port()};
        CHECK(first.send(get("/a")).response().ends_with("/a "));
        RawClient second{server.port()};
        CHECK(second.response() == "<end>");
    }
}
