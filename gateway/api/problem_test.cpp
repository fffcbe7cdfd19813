#include "gateway/api/problem.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway;

TEST_SUITE("gateway: problems") {
    TEST_CASE("name the member at fault by a pointer") {
        http::Response response;
        write(response, body_problem({"/quantity", "is \"missing\""}));
        CHECK(response.status == 400);
        CHECK(response.content_type == "application/problem+json");
        CHECK(response.body == R"({"type":"urn:andvari:problem:malformed_body","title":"Bad Request","status":400,)"
                               R"("detail":"The body is not what this operation reads: /quantity: is \"missing\".",)"
                               R"("errors":[{"pointer":"/quantity","detail":"is \"missing\""}]})");
    }
    TEST_CASE("say when to come back, and who may come") {
        http::Response response;
        write(response, unavailable("busy", "Busy."));
        CHECK(response.fields == "Retry-After: 1\r\n");
        write(response, {.code = "unauthorized", .status = 401, .detail = "No."});
        CHECK(response.fields == "WWW-Authenticate: Bearer realm=\"andvari\"\r\n");
        write(response, {.code = "unauthorized", .status = 401, .detail = "No.", .challenge = "error=\"invalid_token\""});
        CHECK(response.fields == "WWW-Authenticate: Bearer realm=\"andvari\", error=\"invalid_token\"\r\n");
    }
    TEST_CASE("never let a value break the head") {
        http::Response response;
        response.add("Location", "/a\r\nSet-Cookie: x");
        CHECK(response.fields == "Location: /a  Set-Cookie: x\r\n");
    }
    TEST_CASE("give each refusal's code its status") {
        CHECK(status_of_refusal("account_not_found") == 404);
        CHECK(status_of_refusal("owner_not_allowed") == 403);
        CHECK(status_of_refusal("permission_denied") == 403);
        CHECK(status_of_refusal("user_already_active") == 409);
        CHECK(status_of_refusal("last_administrator") == 409);
        CHECK(status_of_refusal("second_factor_not_offered") == 409);
        CHECK(status_of_refusal("password_too_short") == 422);
        CHECK(status_of_refusal("client_order_id_in_use") == 409);
        CHECK(status_of_refusal("order_already_filled") == 409);
        CHECK(status_of_refusal("insufficient_cash") == 422);
        CHECK(status_of_refusal("instrument_unknown") == 404);
        CHECK(status_of_refusal("action_not_pending") == 409);
        CHECK(status_of_refusal("already_halted") == 409);
        CHECK(status_of_refusal("not_halted") == 409);
        CHECK(status_of_refusal("too_many_announced") == 409);
        CHECK(status_of_refusal("ratio_out_of_range") == 422);
    }
}
