// What every request meets before its operation: limits, and what other origins may do.
#include "gateway/testing.hpp"

using namespace andvari;
using namespace andvari::gateway;
using namespace andvari::gateway::testing;

namespace {

struct Guarded : World {
    explicit Guarded(const GatewaySettings& settings) {
        gateway.reset();
        gateway = start(settings);
    }
};

GatewaySettings limited(const LimitSettings& limits) {
    auto settings = World::usual();
    settings.limits = limits;
    return settings;
}

GatewaySettings open_to(std::vector<std::string> origins) {
    auto settings = World::usual();
    settings.origins = std::move(origins);
    return settings;
}

/// Asks the same until something else is answered, and gives that; null when nothing else is.
std::optional<Answer> other_than(int status, Client& client, std::string_view target) {
    for (int i = 0; i < 100; ++i)
        if (auto answer = client.get(target); answer.status != status) return answer;
    return std::nullopt;
}

const std::string app = "Origin: https://app.example\r\n", evil = "Origin: https://evil.example\r\n";

}  // namespace

TEST_SUITE("gateway: limits at the door") {
    TEST_CASE("a user who asks too much gets 429 and is told when to come back; others go on") {
        Guarded world{limited({.requests_per_minute = 30})};
        auto client = world.client(alice), client_of_bob = world.client(bob);
        const auto first = client.get("/api/v1/accounts");
        CHECK(first.status == 200);
        CHECK(first.field("RateLimit-Policy") == R"("requests";q=30;w=60)");
        CHECK(first.field("RateLimit") == R"("requests";r=9;t=2)");

        const auto refused = other_than(200, client, "/api/v1/accounts");
        REQUIRE(refused);
        CHECK(refused->status == 429);
        CHECK(refused->code() == "quota_exceeded");
        CHECK(refused->document().at("title") == "Too Many Requests");
        CHECK(refused->document().at("violated-policies") == Json{"requests"});
        CHECK(refused->field("RateLimit").starts_with(R"("requests";r=0;t=)"));
        CHECK_FALSE(refused->field("Retry-After").empty());
        CHECK(client_of_bob.get("/api/v1/accounts").status == 200);
    }
    TEST_CASE("what is refused for want of a key counts against the address, then good requests from there as well") {
        Guarded world{limited({.requests_per_minute = 0, .address_requests_per_minute = 30})};
        auto nobody = world.client("wrong-key-00000000"), client = world.client(alice);
        const auto refused = other_than(401, nobody, "/api/v1/accounts");
        REQUIRE(refused);
        CHECK(refused->status == 429);
        CHECK(refused->document().at("violated-policies") == Json{"address-requests"});
        CHECK(client.get("/api/v1/accounts").status == 429);
    }
    TEST_CASE("what does not exist, is not allowed, or needs no key counts as well") {
        for (const auto* target : {"/nowhere", "/health", "/"}) {
            Guarded world{limited({.requests_per_minute = 0, .address_requests_per_minute = 30})};
            auto nobody = world.client("");
            const auto usual = nobody.get(target).status;
            const auto refused = other_than(usual, nobody, target);
            REQUIRE(refused);
            CHECK(refused->status == 429);
            CHECK(nobody.ask("OPTIONS", "/api/v1/accounts").status == 429);
            CHECK(nobody.ask("DELETE", "/health").status == 429);
        }
    }
    TEST_CASE("signing in is limited more narrowly, whether or not there is such an operation") {
        Guarded world{limited({.sign_in_per_minute = 3})};
        auto nobody = world.client("");
        for (int i = 0; i < 3; ++i) CHECK(nobody.ask("POST", "/api/v1/auth/nowhere").status == 404);
        CHECK(nobody.ask("POST", "/api/v1/auth/nowhere").document().at("violated-policies") == Json{"sign-in"});
        CHECK(nobody.get("/health").status == 200);
    }
    TEST_CASE("answers that come later say what is left, too") {
        Guarded world{limited({})};
        world.fund("main", "1000");
        auto client = world.client(alice);
        const auto placed = client.post("/api/v1/orders", buy("main", "1"));
        CHECK(placed.status == 201);
        CHECK(placed.field("RateLimit").starts_with(R"("requests";r=)"));
        const auto refused = client.post("/api/v1/orders", buy("main", "1000"));
        CHECK(refused.status == 422);
        CHECK(refused.field("RateLimit").starts_with(R"("requests";r=)"));
    }
}

TEST_SUITE("gateway: other origins at the door") {
    TEST_CASE("a listed origin's page may read every answer, refusals and those that come later, too") {
        Guarded world{open_to({"https://app.example"})};
        world.fund("main", "1000");
        auto client = world.client(alice), nobody = world.client("");
        for (const auto& answer :
             {client.get("/api/v1/accounts", app), nobody.get("/api/v1/accounts", app), client.get("/nowhere", app),
              client.post("/api/v1/orders", buy("main", "1"), app + "Prefer: wait=20\r\n")}) {
            CHECK(answer.field("Access-Control-Allow-Origin") == "https://app.example");
            CHECK(answer.field("Access-Control-Allow-Credentials") == "true");
            CHECK(answer.field("Access-Control-Expose-Headers").find("Andvari-Sequence") != std::string::npos);
            CHECK(answer.field("Vary") == "Origin");
        }
    }
    TEST_CASE("another origin's page may not") {
        Guarded world{open_to({"https://app.example"})};
        auto client = world.client(alice);
        for (const auto& fields : {evil, std::string{}}) {
            const auto answer = client.get("/api/v1/accounts", fields);
            CHECK(answer.status == 200);
            CHECK(answer.head.find("Access-Control-") == std::string::npos);
            CHECK(answer.field("Vary") == "Origin");
        }
    }
    TEST_CASE("a preflight of a listed origin is told the path's methods, without a key") {
        Guarded world{open_to({"https://app.example"})};
        auto nobody = world.client("");
        const auto asked = "Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: authorization\r\n";
        const auto allowed = nobody.ask("OPTIONS", "/api/v1/orders/1", app + asked);
        CHECK(allowed.status == 204);
        CHECK(allowed.field("Access-Control-Allow-Origin") == "https://app.example");
        CHECK(allowed.field("Access-Control-Allow-Methods") == allowed.field("Allow"));
        CHECK(allowed.field("Access-Control-Allow-Headers").find("Authorization") != std::string::npos);
        const auto refused = nobody.ask("OPTIONS", "/api/v1/orders/1", evil + asked);
        CHECK(refused.status == 204);
        CHECK(refused.head.find("Access-Control-") == std::string::npos);
    }
    TEST_CASE("without a list nobody is allowed, and no answer depends on who asks") {
        World world;
        auto client = world.client(alice);
        const auto answer = client.get("/api/v1/accounts", app);
        CHECK(answer.head.find("Access-Control-") == std::string::npos);
        CHECK(answer.field("Vary").empty());
    }
}
