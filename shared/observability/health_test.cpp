#include "shared/observability/health.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using andvari::Health;

TEST_SUITE("health") {
    TEST_CASE("a process that answers is up") {
        const auto answer = Health{"1.2.3"}.health();
        CHECK(answer.status() == 200);
        CHECK(answer.body == R"({"status":"up","version":"1.2.3","uptime_seconds":0})");
    }

    TEST_CASE("with nothing to wait for it is ready") {
        const auto answer = Health{"1"}.ready();
        CHECK(answer.status() == 200);
        CHECK(answer.body == R"({"status":"ready","checks":{}})");
    }

    TEST_CASE("one part that is not ready makes the whole not ready, and says why") {
        Health health{"1"};
        std::optional<std::string> reason = "reconnecting to \"a\"";
        const auto bus = health.add("bus", [&] { return reason; });
        const auto store = health.add("store", [] { return std::nullopt; });
        CHECK(health.ready().status() == 503);
        CHECK(health.ready().body == R"({"status":"not_ready","checks":{"bus":"reconnecting to \"a\"","store":"ok"}})");
        reason.reset();
        CHECK(health.ready().status() == 200);
        CHECK(health.health().status() == 200);
    }

    TEST_CASE("a check that throws is not ready") {
        Health health{"1"};
        const auto token = health.add("bus", []() -> std::optional<std::string> { throw std::runtime_error{"boom"}; });
        CHECK(health.ready().status() == 503);
        CHECK(health.ready().body.find("boom") != std::string::npos);
    }

    TEST_CASE("a part that is gone is no longer asked") {
        Health health{"1"};
        auto token = health.add("bus", [] { return std::optional<std::string>{"down"}; });
        token.reset();
        CHECK(health.ready().body == R"({"status":"ready","checks":{}})");
    }
}
