#include "gateway/alpaca/problems.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway;

namespace {

http::Response told(const Problem& problem) {
    http::Response response;
    alpaca::write(response, problem);
    return response;
}

}  // namespace

TEST_SUITE("alpaca: problems") {
    TEST_CASE("are Alpaca's envelope, with the native code beside it") {
        const auto response = told({.code = "order_not_found", .status = 404, .detail = "no such \"order\""});
        CHECK(response.status == 404);
        CHECK(response.content_type == "application/json");
        CHECK(response.body == R"({"code":40410000,"message":"no such \"order\"","reason":"order_not_found"})");
    }
    TEST_CASE("have Alpaca's status where that is another one") {
        CHECK(told({.code = "insufficient_cash", .status = 422}).status == 403);
        CHECK(told({.code = "insufficient_shares", .status = 422}).status == 403);
        CHECK(told({.code = "order_already_filled", .status = 409}).status == 422);
        CHECK(told({.code = "malformed_parameter", .status = 400}).body.starts_with("{\"code\":40010001"));
    }
    TEST_CASE("keep what their heads say") {
        CHECK(told({.code = "quota_exceeded", .status = 429, .retry_after = 3}).fields.find("Retry-After: 3\r\n") !=
              std::string::npos);
        CHECK(told({.code = "method_not_allowed", .status = 405, .allow = "GET"}).fields.find("Allow: GET\r\n") !=
              std::string::npos);
    }
    TEST_CASE("are told so below these paths, and no other") {
        for (const auto* path :
             {"/v2/orders", "/v2/", "/v3/clock", "/stream", "/accounts/main/v2/orders", "/accounts/main/stream"})
            CHECK_MESSAGE(alpaca::is_path(path), path);
        for (const auto* path : {"/", "/v2", "/api/v1/orders", "/streams", "/accounts/main", "/accounts/v2/orders", "/v22/x"})
            CHECK_MESSAGE(!alpaca::is_path(path), path);
    }
}
