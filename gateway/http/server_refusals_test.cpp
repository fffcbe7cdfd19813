#include <doctest/doctest.h>

#include "gateway/http/echo_server.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;
using namespace std::string_view_literals;

namespace {

/// Sends `bytes` on a connection of their own. The answer's status if the connection is closed afterwards, otherwise minus that.
int refused_with(const Server& server, std::string_view bytes) {
    RawClient client{server.port()};
    const auto status = status_of(client.send(bytes).response());
    return client.closed() ? status : -status;
}

}  // namespace

TEST_SUITE("http server: refuses, and closes the connection") {
    TEST_CASE("what two servers could read differently") {
        const auto server = serve();
        const auto post = [&](std::string_view fields, std::string_view body = "") {
            return refused_with(*server, "POST / HTTP/1.1\r\nHost: h\r\n" + std::string{fields} + "\r\n" + std::string{body});
        };
        CHECK(post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") == 400);
        CHECK(post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n") == 400);
        CHECK(post("Content-Length: 2\r\nContent-Length: 3\r\n", "abc") == 400);
        CHECK(post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc") == 400);
        CHECK(post("Content-Length: 3, 3\r\n", "abc") == 400);
        CHECK(post("Content-Length: +3\r\n", "abc") == 400);
        CHECK(post("Content-Length: -3\r\n", "abc") == 400);
        CHECK(post("Content-Length: 0x3\r\n", "abc") == 400);
        CHECK(post("Content-Length:\r\n", "abc") == 400);
        CHECK(post("Content-Length : 3\r\n", "abc") == 400);
        CHECK(post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n") == 400);
        CHECK(post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n") == 400);
        CHECK(post("Transfer-Encoding: identity\r\n") == 400);
        CHECK(post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n") == 400);
        CHECK(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") == 400);
        CHECK(post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n") == 400);
        CHECK(refused_with(*server, "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
    }
    TEST_CASE("malformed chunks") {
        const auto server = serve();
        const auto chunks = [&](const std::string& body) {
            return refused_with(*server, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
        };
        CHECK(chunks("x\r\nabc\r\n0\r\n\r\n") == 400);
        CHECK(chunks("3\r\nabcd\r\n0\r\n\r\n") == 400);
        CHECK(chunks("-3\r\nabc\r\n0\r\n\r\n") == 400);
        CHECK(chunks("3;" + std::string(20'000, 'x') + "\r\nabc\r\n0\r\n\r\n") == 400);
        CHECK(chunks("3;" + std::string(300, 'x') + "\r\nabc\r\n0\r\n\r\n") == 400);
        CHECK(chunks("FFFFFFFFFFFFFFFFF\r\n") == 400);
        CHECK(chunks("FFFFFF\r\n") == 413);
        CHECK(chunks("4001\r\n" + std::string(0x4001, 'x') + "\r\n0\r\n\r\n") == 413);
    }
    TEST_CASE("anything but one good Host") {
        const auto server = serve();
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost:\r\n\r\n") == 400);
    }
    TEST_CASE("a host that is not on the list") {
        Settings settings;
        settings.limits.hosts = {"localhost"};
        const auto server = serve(settings);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n") == 421);
        RawClient client{server->port()};
        CHECK(status_of(client.send("GET / HTTP/1.1\r\nHost: LocalHost:8080\r\n\r\n").response()) == 200);
    }
    TEST_CASE("folded fields, bare line feeds, control characters") {
        const auto server = serve();
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\t\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\n Host: h\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\nHost: h\n\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv) == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nX y: z\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\n: z\r\n\r\n") == 400);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n") == 400);
        CHECK(refused_with(*server, "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
    }
    TEST_CASE("methods and versions that are not spoken") {
        const auto server = serve();
        CHECK(refused_with(*server, "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n") == 501);
        CHECK(refused_with(*server, "CONNECT a:1 HTTP/1.1\r\nHost: h\r\n\r\n") == 501);
        CHECK(refused_with(*server, "BREW / HTTP/1.1\r\nHost: h\r\n\r\n") == 501);
        CHECK(refused_with(*server, "get / HTTP/1.1\r\nHost: h\r\n\r\n") == 501);
        CHECK(refused_with(*server, "GET / HTTP/2.0\r\nHost: h\r\n\r\n") == 505);
        CHECK(refused_with(*server, "GET /\r\n\r\n") == 400);
        CHECK(refused_with(*server, "\x16\x03\x01\x02\x01\x01\r\n\r\n") == 400);
    }
    TEST_CASE("targets that are not plain paths") {
        const auto server = serve();
        for (const char* target : {"http://h/", "//h/", "*", "a", "/a%", "/a%4", "/a%4g", "/a%00", "/a%0d", "/a%7f", "/a\\b",
                                   "/a#b", "/a\"b", "/?a=%zz", "/a b"})
            CHECK_MESSAGE(refused_with(*server, get(target)) == 400, target);
        CHECK(refused_with(*server, get("/\xc3\xa4")) == 400);
    }
    TEST_CASE("too much of anything") {
        const auto server = serve();
        CHECK(refused_with(*server, get("/" + std::string(4096, 'a'))) == 414);
        CHECK(refused_with(*server, "GET /" + std::string(9000, 'a')) == 414);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(9000, 'a')) == 431);
        std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
        for (int i = 0; i < 700; ++i) many += "a:\r\n";
        CHECK(refused_with(*server, many + "\r\n") == 431);
        CHECK(refused_with(*server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16385\r\n\r\n") == 413);
        CHECK(refused_with(*server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n") == 400);
        CHECK(refused_with(*server,
                           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'x')) == 413);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n") == 417);
    }
    TEST_CASE("the largest that is allowed is answered") {
        const auto server = serve();
        RawClient client{server->port()};
        CHECK(status_of(client.send(get("/" + std::string(4095, 'a'))).response()) == 200);
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16384\r\n\r\n" + std::string(16384, 'x'));
        CHECK(status_of(client.response()) == 200);
    }
}
