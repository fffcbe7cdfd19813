#include "gateway/api/limits.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway;
using namespace std::chrono_literals;

namespace {

const RequestLimits::Time start{1'000'000s};
constexpr LimitSettings small{
    .requests_per_minute = 40, .key_requests_per_minute = 20, .address_requests_per_minute = 60, .sign_in_per_minute = 3};
constexpr LimitSettings none{0, 0, 0, 0};

http::Request request(std::string_view network, std::string_view path = "/api/v1/orders") {
    http::Request request;
    request.network = network;
    request.path = path;
    request.method = http::Method::post;
    return request;
}

/// Asks until it is refused, and answers how often it was not.
template <class Ask>
int until_refused(Ask ask) {
    int count = 0;
    while (count < 1000 && !ask()) ++count;
    return count;
}

struct Limited {
    RequestLimits limits;
    std::string fields;

    std::optional<Problem> address(std::string_view network, std::string_view path = "/api/v1/orders") {
        fields.clear();
        return limits.admit_address(request(network, path), start, {fields});
    }
    std::optional<Problem> caller(std::string_view user, std::string_view key = {}) {
        return limits.admit_caller(user, key, start, {fields, 0});
    }
};

}  // namespace

TEST_SUITE("gateway: limits") {
    TEST_CASE("count each address, and tell what is left") {
        Limited l{RequestLimits{small}};
        CHECK_FALSE(l.address("192.0.2.1"));
        CHECK(l.fields == "RateLimit-Policy: \"address-requests\";q=60;w=60\r\nRateLimit: \"address-requests\";r=9;t=1\r\n");
        CHECK(until_refused([&] { return l.address("192.0.2.1"); }) == 9);
        CHECK_FALSE(l.address("192.0.2.2"));
    }
    TEST_CASE("refuse with when to come back, and which limit it was") {
        Limited l{RequestLimits{small}};
        CHECK(until_refused([&] { return l.address("192.0.2.1"); }) == 10);
        const auto problem = l.address("192.0.2.1");
        REQUIRE(problem);
        CHECK(l.fields == "RateLimit-Policy: \"address-requests\";q=60;w=60\r\nRateLimit: \"address-requests\";r=0;t=10\r\n");
        http::Response response;
        write(response, *problem);
        CHECK(response.status == 429);
        CHECK(response.fields == "Retry-After: 1\r\n");
        CHECK(response.body ==
              R"({"type":"urn:andvari:problem:quota_exceeded","title":"Too Many Requests","status":429,)"
              R"("detail":"Too many requests come from this address.","violated-policies":["address-requests"]})");
    }
    TEST_CASE("count each user, whatever address they come from, and tell that in place of the address") {
        Limited l{RequestLimits{small}};
        CHECK_FALSE(l.address("192.0.2.1"));
        CHECK_FALSE(l.caller("owner:alice"));
        CHECK(l.fields == "RateLimit-Policy: \"requests\";q=40;w=60\r\nRateLimit: \"requests\";r=9;t=2\r\n");
        CHECK(until_refused([&] { return l.caller("owner:alice"); }) == 9);
        CHECK_FALSE(l.caller("owner:bob"));
    }
    TEST_CASE("count each key of a user, so that one key cannot spend all that its user has") {
        Limited l{RequestLimits{{.requests_per_minute = 1000, .key_requests_per_minute = 20}}};
        CHECK(until_refused([&] { return l.caller("owner:alice", "one"); }) == 10);
        CHECK(l.caller("owner:alice", "one")->violated_policy == "key-requests");
        CHECK_FALSE(l.caller("owner:alice", "other"));
        CHECK(l.fields.starts_with("RateLimit-Policy: \"key-requests\";q=20;w=60\r\n"));
        CHECK_FALSE(l.caller("owner:alice"));
    }
    TEST_CASE("count what the keys of a user ask together") {
        Limited l{RequestLimits{{.requests_per_minute = 30, .key_requests_per_minute = 30}}};
        CHECK(until_refused([&, n = 0]() mutable { return l.caller("owner:alice", n++ % 2 ? "one" : "other"); }) == 10);
        CHECK(l.caller("owner:alice", "third")->violated_policy == "requests");
    }
    TEST_CASE("count signing in more narrowly, by the address") {
        Limited l{RequestLimits{small}};
        CHECK(until_refused([&] { return l.address("192.0.2.1", "/api/v1/auth/login"); }) == 3);
        CHECK(l.address("192.0.2.1", "/api/v1/auth/refresh")->violated_policy == "sign-in");
        CHECK(l.fields.starts_with("RateLimit-Policy: \"sign-in\";q=3;w=60\r\n"));
        CHECK_FALSE(l.address("192.0.2.1"));
        CHECK_FALSE(l.address("192.0.2.2", "/api/v1/auth/login"));
    }
    TEST_CASE("do not count who only looks at their own access as signing in") {
        RequestLimits limits{small};
        std::string fields;
        auto looking = request("192.0.2.1", "/api/v1/auth/me");
        looking.method = http::Method::get;
        for (int i = 0; i < 10; ++i) CHECK_FALSE(limits.admit_address(looking, start, {fields}));
    }
    TEST_CASE("leave what others wrote into the fields alone") {
        RequestLimits limits{small};
        std::string fields = "Vary: Origin\r\n";
        const QuotaLines lines{fields};
        CHECK_FALSE(limits.admit_address(request("192.0.2.1"), start, lines));
        CHECK_FALSE(limits.admit_caller("owner:alice", {}, start, lines));
        CHECK(fields == "Vary: Origin\r\nRateLimit-Policy: \"requests\";q=40;w=60\r\nRateLimit: \"requests\";r=9;t=2\r\n");
    }
    TEST_CASE("are silent where they are off") {
        Limited l{RequestLimits{none}};
        CHECK(until_refused([&] { return l.address("192.0.2.1", "/api/v1/auth/login"); }) == 1000);
        CHECK(until_refused([&] { return l.caller("owner:alice", "one"); }) == 1000);
        CHECK(l.fields == "");
    }
}
