#include "gateway/testing.hpp"

using namespace andvari;
using namespace andvari::gateway::testing;

TEST_SUITE("gateway: owners") {
    TEST_CASE("neither see nor touch what is another's, and cannot tell it from what does not exist") {
        World world;
        world.fund("main", "10000");
        auto hers = world.client(alice), his = world.client(bob);
        const auto id = hers.post("/api/v1/orders", buy_at("main", "1", "50")).document().at("id").get<std::string>();
        const auto alike = [&](const std::string& method, const std::string& before, const std::string& thing,
                               const std::string& after, const std::string& body = {}) {
            const std::string fields = body.empty() ? "" : "Content-Type: application/json\r\n";
            const auto other = his.ask(method, before + thing + after, fields, body),
                       nothing = his.ask(method, before + "nothing" + after, fields, body);
            CAPTURE(before);
            CHECK(other.status == 404);
            CHECK(other.body == nothing.body);
        };
        const std::string money = R"({"amount":"1","currency":"USD"})";
        alike("GET", "/api/v1/accounts/", "main", "");
        alike("GET", "/api/v1/accounts/", "main", "/ledger");
        alike("POST", "/api/v1/accounts/", "main", "/deposits", money);
        alike("POST", "/api/v1/accounts/", "main", "/withdrawals", money);
        alike("GET", "/api/v1/positions?account=", "main", "");
        alike("GET", "/api/v1/positions/AAPL?account=", "main", "");
        alike("GET", "/api/v1/orders/", id, "");
        alike("DELETE", "/api/v1/orders/", id, "");
        alike("GET", "/api/v1/orders?account=", "main", "");
        alike("GET", "/api/v1/trades?account=", "main", "");
        alike("GET", "/api/v1/trades?order=", id, "");
        alike("GET", "/api/v1/commands/", id, "");
        CHECK(his.post("/api/v1/orders", buy("main", "1")).code() == "account_not_found");
        for (const char* list : {"/api/v1/accounts", "/api/v1/orders", "/api/v1/trades"})
            CHECK(his.get(list).document().at("items").empty());
        CHECK(hers.get("/api/v1/orders/" + id).document().at("status") == "accepted");
    }
    TEST_CASE("do not hinder the operator, who sees all and opens for others") {
        World world;
        world.fund("main", "10000");
        auto all = world.client(an_operator), his = world.client(bob);
        CHECK(all.get("/api/v1/accounts/main").status == 200);
        CHECK(all.get("/api/v1/accounts").document().at("items").size() == 1);
        CHECK(all.post("/api/v1/accounts", {{"id", "bobs"}, {"name", "Bob"}, {"currency", "USD"}, {"owner", "bob"}}).status ==
              201);
        CHECK(his.get("/api/v1/accounts/bobs").document().at("owner") == "owner:bob");
        CHECK(his.post("/api/v1/accounts", {{"name", "Alice"}, {"currency", "USD"}, {"owner", "alice"}}).status == 403);
    }
    TEST_CASE("have keys, or are nobody") {
        World world;
        for (const std::string key : {"", "no-such-key-at-all"}) {
            auto nobody = world.client(key);
            const auto answer = nobody.get("/api/v1/accounts");
            CHECK(answer.status == 401);
            CHECK(answer.field("WWW-Authenticate").starts_with("Bearer realm=\"andvari\""));
            CHECK(nobody.get("/health").status == 200);
        }
    }
}
