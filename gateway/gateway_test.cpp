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
        CHECK(client.get(refused.document().at("instance").get<std::string>()).document().at("code") == "insufficient_cash");
        CHECK(client.post("/api/v1/accounts", {{"id", "main"}, {"name", "Test"}, {"currency", "USD"}}).code() == "account_exists");
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
        const std::string fields = "Prefer: wait=20\r\nIdempotency-Key: k 1\r\n", key = "Prefer: wait=20\r\nIdempotency-Key: k1\r\n";
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
        CHECK(one.ask("POST", "/api/v1/accounts/main/withdrawals", fields, R"({"amount":"5","currency":"USD"})").code() == "idempotency_key_reused");
    }
    TEST_CASE("of two owners with the same key are two") {
        World world;
        const Json account{{"name", "Test"}, {"currency", "USD"}};
        const std::string key = "Prefer: wait=20\r\nIdempotency-Key: k1\r\n";
        auto his = world.client(bob), hers = world.client(alice);
        CHECK(his.post("/api/v1/accounts", account, key).document().at("id") != hers.post("/api/v1/accounts", account, key).document().at("id"));
    }
}

TEST_SUITE("gateway: owners") {
    TEST_CASE("neither see nor touch what is another's, and cannot tell it from what does not exist") {
        World world;
        world.fund("main", "10000");
        auto hers = world.client(alice), his = world.client(bob);
        const auto id = hers.post("/api/v1/orders", buy_at("main", "1", "50")).document().at("id").get<std::string>();
        const auto alike = [&](const std::string& method, const std::string& before, const std::string& thing, const std::string& after, const std::string& body = {}) {
            const std::string fields = body.empty() ? "" : "Content-Type: application/json\r\n";
            const auto other = his.ask(method, before + thing + after, fields, body), nothing = his.ask(method, before + "nothing" + after, fields, body);
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
        for (const char* list : {"/api/v1/accounts", "/api/v1/orders", "/api/v1/trades"}) CHECK(his.get(list).document().at("items").empty());
        CHECK(hers.get("/api/v1/orders/" + id).document().at("status") == "accepted");
    }
    TEST_CASE("do not hinder the operator, who sees all and opens for others") {
        World world;
        world.fund("main", "10000");
        auto all = world.client(an_operator), his = world.client(bob);
        CHECK(all.get("/api/v1/accounts/main").status == 200);
        CHECK(all.get("/api/v1/accounts").document().at("items").size() == 1);
        CHECK(all.post("/api/v1/accounts", {{"id", "bobs"}, {"name", "Bob"}, {"currency", "USD"}, {"owner", "bob"}}).status == 201);
        CHECK(his.get("/api/v1/accounts/bobs").document().at("owner") == "owner:bob");
        CHECK(his.post("/api/v1/accounts", {{"name", "Alice"}, {"currency", "USD"}, {"owner", "alice"}}).status == 403);
    }
    TEST_CASE("have keys, or are nobody") {
        World world;
        for (const std::string key : {"", "no-such-key-at-all"}) {
            auto nobody = world.client(key);
            const auto answer = nobody.get("/api/v1/accounts");
            CHECK(answer.status == 401);
            CHECK(answer.field("WWW-Authenticate") == "Bearer realm=\"andvari\"");
            CHECK(nobody.get("/health").status == 200);
        }
    }
}

TEST_SUITE("gateway: queries") {
    TEST_CASE("see what a command did, where they ask for it") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        const std::string body = R"({"amount":"1","currency":"USD"})";
        for (int i = 2; i < 30; ++i) {
            const auto answer = client.post("/api/v1/accounts/main/deposits", Json::parse(body));
            CHECK(client.get("/api/v1/accounts/main", "Andvari-Min-Sequence: " + answer.field("Andvari-Sequence") + "\r\n").document().at("cash") == std::to_string(i));
        }
    }
    TEST_CASE("wait boundedly for what is not there yet, and refuse what is no place") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        const auto waiting = client.get("/api/v1/accounts/main", "Andvari-Min-Sequence: cG9ydGZvbGlvLzA6MTo5OTk5OQ\r\n");  // portfolio/0:1:99999
        CHECK(waiting.status == 503);
        CHECK(waiting.code() == "not_yet_visible");
        CHECK(waiting.field("Retry-After") == "1");
        CHECK(client.get("/api/v1/accounts/main", "Andvari-Min-Sequence: portfolio\r\n").status == 400);
        CHECK(client.get("/api/v1/accounts/main").status == 200);
    }
    TEST_CASE("come in pages that neither miss nor repeat") {
        World world;
        world.fund("main", "10000");
        auto client = world.client(alice);
        std::vector<std::string> placed, listed;
        for (int i = 0; i < 7; ++i) placed.insert(placed.begin(), client.post("/api/v1/orders", buy_at("main", "1", "1" + std::to_string(i))).document().at("id"));
        std::string cursor;
        do {
            const auto page = client.get("/api/v1/orders?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor)).document();
            for (const auto& item : page.at("items")) listed.push_back(item.at("id"));
            cursor = page.value("next_cursor", "");
        } while (!cursor.empty());
        CHECK(listed == placed);
    }
    TEST_CASE("are answered with 304 where nothing changed, and to HEAD without content") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        const auto first = client.get("/api/v1/accounts/main");
        const auto etag = first.field("ETag");
        CHECK(client.get("/api/v1/accounts/main", "If-None-Match: \"x\", " + etag + "\r\n").status == 304);
        CHECK(client.get("/api/v1/accounts/main", "If-None-Match: W/" + etag + "\r\n").body.empty());
        CHECK(client.get("/api/v1/accounts/main", "If-None-Match: \"x\"\r\n").status == 200);
        const auto head = client.ask("HEAD", "/api/v1/accounts/main");
        CHECK(head.field("ETag") == etag);
        CHECK(head.field("Content-Length") == std::to_string(first.body.size()));
        client.post("/api/v1/accounts/main/deposits", {{"amount", "1"}, {"currency", "USD"}});
        CHECK(client.get("/api/v1/accounts/main", "If-None-Match: " + etag + "\r\n").status == 200);
    }
    TEST_CASE("that are malformed are told where") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        for (const char* target : {"/api/v1/orders?limit=0", "/api/v1/orders?limit=501", "/api/v1/orders?limit=x", "/api/v1/orders?cursor=x", "/api/v1/orders?status=maybe",
                                   "/api/v1/orders?symbol=a+b", "/api/v1/orders?surprise=1", "/api/v1/bars/AAPL?from=yesterday", "/api/v1/bars/AAPL?interval=1Hour"}) {
            const auto answer = client.get(target);
            CHECK_MESSAGE(answer.status == 400, target);
            CHECK_MESSAGE(answer.document().at("errors").at(0).contains("parameter"), target);
        }
        CHECK(client.get("/api/v1/orders?limit=1&limit=2").code() == "malformed_query");
        auto order = buy("main", "1");
        order["quantity"] = 1;
        CHECK(client.post("/api/v1/orders", order).document().at("errors").at(0).at("pointer") == "/quantity");
        CHECK(client.ask("POST", "/api/v1/orders", {}, order.dump()).status == 415);
        CHECK(client.ask("PUT", "/api/v1/orders").field("Allow") == "POST, GET, HEAD, OPTIONS");
        CHECK(client.get("/api/v1/nothing").code() == "no_such_resource");
    }
    TEST_CASE("get a 503 while there is no read model") {
        bus::NatsServer server{{.folder = andvari::testing::Folder{}.path}};
        const andvari::testing::Folder folder;
        metrics::Registry metrics;
        gateway::GatewaySettings settings;
        settings.port = 0;
        settings.keys = {{alice, "owner:alice"}};
        const auto gateway = gateway::Gateway::start(settings, bus::connect({.url = server.url()}), {folder.path, {}, {}}, {}, metrics);
        Client client{gateway->port(), alice};
        const auto answer = client.get("/api/v1/accounts");
        CHECK(answer.status == 503);
        CHECK(answer.code() == "read_model_unavailable");
    }
}
