#include "gateway/http/server.hpp"

#include <doctest/doctest.h>

#include <future>

#include "gateway/http/raw_client.hpp"

using namespace andvari::http;
using namespace std::chrono_literals;
using testing::RawClient;
using testing::status_of;

namespace {

/// Says what it saw; "/later" answers from another turn of the loop, "/stream" without end, "/fault" fails.
class Echo final : public Handler {
public:
    explicit Echo(Loop& loop) : loop_{loop} {}
    void handle(const Request& request, Response& response, Exchange& exchange) override {
        response.content_type = "text/plain";
        if (request.path == "/fault") throw std::runtime_error{"on purpose"};
        if (request.path == "/never") return held_ = exchange.later(), void();
        if (request.path == "/big") return response.body.assign(400'000, 'x'), void();
        if (request.path == "/stream") {
            auto pending = exchange.later();
            response.content_type = "text/event-stream";
            stream_ = pending->stream(response, [this] { stream_.reset(); }, [] {});
            stream_->send("first\n");
            return;
        }
        response.body.append(request.path).append(" ").append(request.body);
        if (request.path != "/later") return;
        loop_.post([response, pending = std::shared_ptr{exchange.later()}] { pending->answer(response); });
    }
    void drain() override { held_.reset(), stream_.reset(); }

private:
    Loop& loop_;
    std::unique_ptr<Pending> held_;
    std::unique_ptr<Stream> stream_;
};

std::unique_ptr<Server> serve(Settings settings = {}) {
    return listen(std::move(settings), [](Loop& loop) { return std::make_unique<Echo>(loop); });
}

std::string get(std::string_view target) { return "GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }

/// Sends `bytes` on a connection of their own. The answer's status if the connection is closed afterwards, otherwise minus that.
int refused_with(const Server& server, std::string_view bytes) {
    RawClient client{server.port()};
    const auto status = status_of(client.send(bytes).response());
    return client.closed() ? status : -status;
}

}  // namespace

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
        const auto server = serve();
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
        client.send("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n" + get("/next"));
        CHECK(client.response().ends_with("/c abcde"));
        CHECK(client.response().ends_with("/next "));
    }
    TEST_CASE("a chunked body that comes byte by byte behind another request") {
        const auto server = serve();
        RawClient client{server->port()};
        client.send(get("/first"));
        for (const char c : std::string{"POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"}) client.send({&c, 1});
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
        CHECK(refused_with(*server, std::string_view{"GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", 39}) == 400);
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
        for (const char* target : {"http://h/", "//h/", "*", "a", "/a%", "/a%4", "/a%4g", "/a%00", "/a%0d", "/a%7f", "/a\\b", "/a#b", "/a\"b", "/?a=%zz", "/a b"})
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
        CHECK(refused_with(*server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'x')) == 413);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n") == 417);
    }
    TEST_CASE("the largest that is allowed is answered") {
        const auto server = serve();
        RawClient client{server->port()};
        CHECK(status_of(client.send(get("/" + std::string(4095, 'a'))).response()) == 200);
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16384\r\n\r\n" + std::string(16384, 'x'));
        CHECK(status_of(client.response()) == 200);
    }
    TEST_CASE("what comes too slowly") {
        Settings settings;
        settings.head_time = settings.body_time = 300ms;
        settings.idle_time = 300ms;
        const auto server = serve(settings);
        CHECK(refused_with(*server, "GET / HTTP/1.1\r\nHo") == 408);
        CHECK(refused_with(*server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab") == 408);
        RawClient idle{server->port()};
        CHECK(idle.send(get("/a")).response().ends_with("/a "));
        CHECK(idle.closed());
    }
    TEST_CASE("a reader that does not read") {
        Settings settings;
        settings.write_time = 300ms;
        const auto server = serve(settings);
        RawClient client{server->port()};
        std::string many;
        for (int i = 0; i < 5000; ++i) many += get("/big");
        client.send(many);
        RawClient other{server->port()};
        CHECK(other.send(get("/a")).response().ends_with("/a "));
        CHECK(client.reset());
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
}
