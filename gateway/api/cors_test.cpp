#include "gateway/api/cors.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway;

namespace {

http::Request from(std::vector<std::string_view> origins, std::string_view asked = {}) {
    http::Request request;
    for (const auto origin : origins) request.fields.push_back({"Origin", origin});
    if (!asked.empty()) request.fields.push_back({"Access-Control-Request-Method", asked});
    return request;
}

std::string allowed(const Cors& cors, const http::Request& request) {
    std::string fields;
    cors.allow(request, fields);
    return fields;
}

std::string preflight(const Cors& cors, const http::Request& request) {
    http::Response response;
    cors.allow_request(request, "GET, HEAD, OPTIONS", response);
    return response.fields;
}

const Cors nobody{{}};
const Cors two{{"https://app.example", "http://localhost:3000"}};

}  // namespace

TEST_SUITE("gateway: other origins") {
    TEST_CASE("are not mentioned where none is listed") {
        CHECK(allowed(nobody, from({"https://app.example"})) == "");
        CHECK(preflight(nobody, from({"https://app.example"}, "GET")) == "");
    }
    TEST_CASE("may read answers, with credentials, where they are listed") {
        const auto fields = allowed(two, from({"http://localhost:3000"}));
        CHECK(
            fields.starts_with("Vary: Origin\r\nAccess-Control-Allow-Origin: http://localhost:3000\r\n"
                               "Access-Control-Allow-Credentials: true\r\nAccess-Control-Expose-Headers: "));
        CHECK(fields.find("Andvari-Sequence") != std::string::npos);
        CHECK(fields.ends_with("\r\n"));
    }
    TEST_CASE("may not where they are not, however near they come, and the answer says that it depends") {
        for (const auto* origin : {"https://app.example.evil", "https://evil.example", "http://app.example",
                                   "https://app.example:8443", "https://app.exampl", "null", "*", "", "HTTPS://APP.EXAMPLE"}) {
            CHECK_MESSAGE(allowed(two, from({origin})) == "Vary: Origin\r\n", origin);
            CHECK_MESSAGE(preflight(two, from({origin}, "GET")) == "", origin);
        }
        CHECK(allowed(two, from({})) == "Vary: Origin\r\n");
        CHECK(allowed(two, from({"https://app.example", "https://app.example"})) == "Vary: Origin\r\n");
    }
    TEST_CASE("are told before they ask what they may send") {
        const auto fields = preflight(two, from({"https://app.example"}, "GET"));
        CHECK(fields.starts_with("Access-Control-Allow-Methods: GET, HEAD, OPTIONS\r\nAccess-Control-Allow-Headers: "));
        for (const auto* name : {"Authorization", "Idempotency-Key", "Andvari-Min-Sequence", "Content-Type"})
            CHECK_MESSAGE(fields.find(name) != std::string::npos, name);
        CHECK(fields.ends_with("Access-Control-Max-Age: 600\r\n"));
        CHECK(preflight(two, from({"https://app.example"})) == "");
    }
}
