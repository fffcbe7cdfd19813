#include "gateway/testing.hpp"

using namespace andvari;
using namespace andvari::gateway::testing;

TEST_SUITE("gateway: trading") {
    TEST_CASE("an order becomes a settled position, seen from every side") {
        World world;
        world.fund("main", "10000");
        auto client = world.client(alice);
        const auto placed = client.post("/api/v1/orders", buy("main", "10"));
        REQUIRE(placed.status == 201);
        const auto id = placed.document().at("id").get<std::string>();
        CHECK(placed.field("Location") == "/api/v1/orders/" + id);
        CHECK(placed.field("Preference-Applied") == "wait=20");
        CHECK_FALSE(placed.field("Andvari-Sequence").empty());

        const auto order = world.order_once(id, order::Status::filled);
        CHECK(order.at("status") == "filled");
        CHECK(order.at("average_price") == "100");
        world.spine.seen("accounts", [](auto& db) { return portfolio::AccountsView::position(db, {"main"}, {"AAPL"}); });
        CHECK(client.get("/api/v1/positions").document().at("items").at(0).at("quantity") == "10");
        CHECK(client.get("/api/v1/positions/AAPL?account=main").document().at("cost") == "1000");
        CHECK(client.get("/api/v1/accounts/main").document().at("cash") == "9000");
        CHECK(client.get("/api/v1/accounts/main/ledger").document().at("items").at(0).at("kind") == "trade");
        CHECK(client.get("/api/v1/trades?order=" + id).document().at("items").at(0).at("order") == id);
        CHECK(client.get("/api/v1/orders?status=closed&symbol=AAPL").document().at("items").size() == 1);
        CHECK(client.get("/api/v1/orders?status=open").document().at("items").empty());
        CHECK(client.get("/api/v1/commands/" + id).document().at("status") == "succeeded");
    }
    TEST_CASE("an order is cancelled, once") {
        World world;
        world.fund("main", "10000");
        auto client = world.client(alice);
        const auto id = client.post("/api/v1/orders", buy_at("main", "1", "50")).document().at("id").get<std::string>();
        const auto cancelled = client.ask("DELETE", "/api/v1/orders/" + id, "Prefer: wait=20\r\n");
        CHECK(cancelled.status == 200);
        CHECK(cancelled.document().at("status") == "cancelled");
        const auto again = client.ask("DELETE", "/api/v1/orders/" + id, "Prefer: wait=20\r\n");
        CHECK(again.status == 409);
        CHECK(again.code() == "order_already_cancelled");
    }
    TEST_CASE("a refusal says why, with its own code") {
        World world;
        world.fund("main", "10");
        auto client = world.client(alice);
        const auto refused = client.post("/api/v1/orders", buy("main", "10"));
        CHECK(refused.status == 422);
        CHECK(refused.code() == "insufficient_cash");
        const auto instance = refused.document().at("instance").get<std::string>();
        const auto command = client.get(instance, "Andvari-Min-Sequence: " + refused.field("Andvari-Sequence") + "\r\n");
        CHECK(command.document().at("code") == "insufficient_cash");
        CHECK(client.post("/api/v1/accounts", {{"id", "main"}, {"name", "Test"}, {"currency", "USD"}}).code() ==
              "account_exists");
    }
}

TEST_SUITE("gateway: commands") {
    TEST_CASE("are accepted with 202 when stored, and tell later what became of them") {
        World world;
        world.fund("main", "10000");
        auto client = world.client(alice);
        const auto accepted = client.post("/api/v1/orders", buy("main", "1"), {});
        REQUIRE(accepted.status == 202);
        const auto id = accepted.document().at("id").get<std::string>();
        CHECK(accepted.document().at("status") == "pending");
        CHECK(accepted.field("Location") == "/api/v1/commands/" + id);
        const auto early = client.get("/api/v1/commands/" + id);
        CHECK(early.status == 200);
        world.order_once(id, order::Status::filled);
        world.spine.seen("commands", [&](auto& db) {
            const auto row = eventing::CommandsView::find(db, id);
            return row && row->status == eventing::CommandStatus::succeeded ? std::optional{true} : std::nullopt;
        });
        const auto late = client.get("/api/v1/commands/" + id);
        CHECK(late.document().at("status") == "succeeded");
        CHECK_FALSE(late.field("Andvari-Sequence").empty());
    }
    TEST_CASE("of one key have one effect and one outcome, however often they are sent") {
        World world;
        world.fund("main", "100");
        auto client = world.client(alice);
        const Json money{{"amount", "5"}, {"currency", "USD"}};
        const std::string fields = "Prefer: wait=20\r\nIdempotency-Key: k 1\r\n",
                          key = "Prefer: wait=20\r\nIdempotency-Key: k1\r\n";
        CHECK(client.post("/api/v1/accounts/main/deposits", money, fields).status == 400);
        const auto first = client.post("/api/v1/accounts/main/deposits", money, key);
        CHECK(first.field("Idempotent-Replayed").empty());
        const auto second = client.post("/api/v1/accounts/main/deposits", money, key);
        CHECK(second.status == 200);
        CHECK(second.field("Idempotent-Replayed") == "true");
        CHECK(second.field("Andvari-Sequence") == first.field("Andvari-Sequence"));
        CHECK(second.document().at("cash") == "105");
    }
    TEST_CASE("of one key at the same time have one effect") {
        World world;
        world.fund("main", "100");
        auto one = world.client(alice), two = world.client(alice);
        const std::string body = R"({"amount":"5","currency":"USD"})";
        const std::string fields = "Content-Type: application/json\r\nPrefer: wait=20\r\nIdempotency-Key: k1\r\n";
        one.send("POST", "/api/v1/accounts/main/deposits", fields, body);
        two.send("POST", "/api/v1/accounts/main/deposits", fields, body);
        const auto first = one.receive(), second = two.receive();
        CHECK(first.status == 200);
        CHECK(second.status == 200);
        CHECK(first.field("Andvari-Sequence") == second.field("Andvari-Sequence"));
        CHECK(one.get("/api/v1/accounts/main").document().at("cash") == "105");
    }
    TEST_CASE("of one key with another content are refused, at the same time as well") {
        World world;
        world.fund("main", "100");
        auto one = world.client(alice), two = world.client(alice);
        const std::string fields = "Content-Type: application/json\r\nPrefer: wait=20\r\nIdempotency-Key: k1\r\n";
        one.send("POST", "/api/v1/accounts/main/deposits", fields, R"({"amount":"5","currency":"USD"})");
        two.send("POST", "/api/v1/accounts/main/deposits", fields, R"({"amount":"6","currency":"USD"})");
        const auto first = one.receive(), second = two.receive();
        CHECK(first.status + second.status == 200 + 422);
        CHECK((first.status == 422 ? first : second).code() == "idempotency_key_reused");
        CHECK(one.ask("POST", "/api/v1/accounts/main/withdrawals", fields, R"({"amount":"5","currency":"USD"})").code() ==
              "idempotency_key_reused");
    }
    TEST_CASE("of two owners with the same key are two") {
        World world;
        const Json account{{"name", "Test"}, {"currency", "USD"}};
        const std::string key = "Prefer: wait=20\r\nIdempotency-Key: k1\r\n";
        auto his = world.client(bob), hers = world.client(alice);
        CHECK(his.post("/api/v1/accounts", account, key).document().at("id") !=
              hers.post("/api/v1/accounts", account, key).document().at("id"));
    }
}
