#include "gateway/http/head.hpp"

#include <doctest/doctest.h>

using namespace andvari::http;

namespace {

Head head_with(std::vector<Field> fields, std::string_view target = "/a?b=c", int version = 11) {
    return {"GET", target, version, std::move(fields)};
}

/// The status that refuses it, or 200.
int checked(Head head, Limits limits = {}) {
    Request request;
    Framing framing;
    const auto refused = check_head(head, limits, request, framing);
    return refused ? refused->status : 200;
}

}  // namespace

TEST_SUITE("http: finding the head's end") {
    TEST_CASE("as its bytes come") {
        const std::string_view head = "GET / HTTP/1.1\r\nHost: h\r\n\r\nbody";
        HeadScanner scanner;
        for (std::size_t size = 1; size < head.size() - 4; ++size) REQUIRE_FALSE(scanner.scan(head.substr(0, size), {}));
        CHECK(scanner.scan(head, {}));
        CHECK(scanner.size() == head.size() - 4);
    }
    TEST_CASE("refuses a bare line feed as soon as it comes") {
        HeadScanner scanner;
        CHECK_FALSE(scanner.scan("GET / HTTP/1.1\n", {}));
        REQUIRE(scanner.refused());
        CHECK(scanner.refused()->code == "bare_line_feed");
    }
    TEST_CASE("refuses a folded field") {
        HeadScanner scanner;
        CHECK_FALSE(scanner.scan("GET / HTTP/1.1\r\nA: b\r\n c\r\n", {}));
        REQUIRE(scanner.refused());
        CHECK(scanner.refused()->code == "folded_field");
    }
    TEST_CASE("counts lines while they come") {
        std::string head = "GET / HTTP/1.1\r\n";
        for (int i = 0; i < 100; ++i) head += "a: b\r\n";
        HeadScanner enough, too_many;
        CHECK(enough.scan(head + "\r\n", {}));
        CHECK_FALSE(too_many.scan(head + "a: b\r\n", {}));
        REQUIRE(too_many.refused());
        CHECK(too_many.refused()->status == 431);
    }
}

TEST_SUITE("http: believing a head") {
    TEST_CASE("takes a plain one apart") {
        Request request;
        Framing framing;
        auto head = head_with({{"HOST", "localhost:80"}, {"content-length", "7"}});
        CHECK_FALSE(check_head(head, {}, request, framing));
        CHECK(request.path == "/a");
        CHECK(request.query == "b=c");
        CHECK(request.keep_alive);
        CHECK(request.field("Host") == "localhost:80");
        CHECK(framing.length == 7);
        CHECK_FALSE(framing.chunked);
    }
    TEST_CASE("wants one Host, but not of HTTP/1.0") {
        CHECK(checked(head_with({})) == 400);
        CHECK(checked(head_with({}, "/", 10)) == 200);
        CHECK(checked(head_with({{"Host", "a"}, {"host", "a"}}, "/", 10)) == 400);
        CHECK(checked(head_with({{"Host", "[::1]:80"}})) == 200);
    }
    TEST_CASE("takes the asterisk for OPTIONS only") {
        Head options{"OPTIONS", "*", 11, {{"Host", "h"}}};
        CHECK(checked(options) == 200);
        CHECK(checked(head_with({{"Host", "h"}}, "*")) == 400);
    }
    TEST_CASE("compares hosts with the list, without case and port") {
        Limits limits;
        limits.hosts = {"andvari.example", "[::1]"};
        CHECK(checked(head_with({{"Host", "Andvari.Example:443"}}), limits) == 200);
        CHECK(checked(head_with({{"Host", "[::1]"}}), limits) == 200);
        CHECK(checked(head_with({{"Host", "example"}}), limits) == 421);
        CHECK(checked(head_with({}, "/", 10), limits) == 400);  // HTTP/1.0 without Host is no way around the list.
    }
    TEST_CASE("reads the connection's options as a list") {
        for (const char* value : {"close", "Close", "x , close", "close,\tx"}) {
            Request request;
            Framing framing;
            auto head = head_with({{"Host", "h"}, {"Connection", value}});
            CHECK_FALSE(check_head(head, {}, request, framing));
            CHECK_FALSE(request.keep_alive);
        }
    }
}
