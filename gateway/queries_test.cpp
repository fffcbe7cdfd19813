#include "gateway/testing.hpp"

using namespace andvari;
using namespace andvari::gateway::testing;

TEST_SUITE("gateway: queries") {
    TEST_CASE("see what a command did, where they ask for it") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        const std::string body = R"({"amount":"1","currency":"USD"})";
        for (int i = 2; i < 30; ++i) {
            const auto answer = client.post("/api/v1/accounts/main/deposits", Json::parse(body));
            CHECK(client.get("/api/v1/accounts/main", "Andvari-Min-Sequence: " + answer.field("Andvari-Sequence") + "\r\n")
                      .document()
                      .at("cash") == std::to_string(i));
        }
    }
    TEST_CASE("wait boundedly for what is not there yet, and refuse what is no place") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        const auto waiting =
            client.get("/api/v1/accounts/main", "Andvari-Min-Sequence: cG9ydGZvbGlvLzA6MTo5OTk5OQ\r\n");  // portfolio/0:1:99999
        CHECK(waiting.status == 503);
        CHECK(waiting.code() == "not_yet_visible");
        CHECK(waiting.field("Retry-After") == "1");
        CHECK(client.get("/api/v1/accounts/main", "Andvari-Min-Sequence: portfolio\r\n").status == 400);
        CHECK(client.get("/api/v1/accounts/main").status == 200);
    }
    TEST_CASE("tell when the exchange is open, page by page") {
        World world;
        auto client = world.client(alice);
        const auto week = client.get("/api/v1/calendar?start=2026-11-23&end=2026-11-30&limit=4").document();
        std::vector<std::string> dates;
        for (const auto& session : week.at("items")) dates.push_back(session.at("date"));
        CHECK(dates == std::vector<std::string>{"2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27"});
        CHECK(week.at("items").back().at("closes") == "2026-11-27T18:00:00.000000Z");
        CHECK(week.at("items").back().at("closes_early") == true);
        const auto rest = client.get("/api/v1/calendar?start=2026-11-23&end=2026-11-30&limit=4&cursor=" +
                                     week.at("next_cursor").get<std::string>());
        CHECK(rest.document().at("items").size() == 1);
        CHECK(client.get("/api/v1/calendar?start=1999-01-01&end=1999-12-31").document().at("items").empty());
        CHECK(client.get("/api/v1/calendar").document().at("items").size() == 100);
        for (const auto* wrong : {"start=yesterday", "start=2026-02-30", "start=2026-11-30&end=2026-11-23", "limit=0"})
            CHECK(client.get(std::string{"/api/v1/calendar?"} + wrong).status == 400);
    }
    TEST_CASE("come in pages that neither miss nor repeat") {
        World world;
        world.fund("main", "10000");
        auto client = world.client(alice);
        std::vector<std::string> placed, listed;
        for (int i = 0; i < 7; ++i)
            placed.insert(placed.begin(),
                          client.post("/api/v1/orders", buy_at("main", "1", "1" + std::to_string(i))).document().at("id"));
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
        for (const char* target :
             {"/api/v1/orders?limit=0", "/api/v1/orders?limit=501", "/api/v1/orders?limit=x", "/api/v1/orders?cursor=x",
              "/api/v1/orders?status=maybe", "/api/v1/orders?symbol=a+b", "/api/v1/orders?surprise=1",
              "/api/v1/bars/AAPL?from=yesterday", "/api/v1/bars/AAPL?interval=1Hour"}) {
            const auto answer = client.get(target);
            CHECK_MESSAGE(answer.status == 400, target);
            CHECK_MESSAGE(answer.document().at("errors").at(0).contains("parameter"), target);
        }
        CHECK(client.get("/api/v1/orders?limit=1&limit=2").code() == "malformed_query");
        auto order = buy("main", "1");
        order["quantity"] = 1;
        CHECK(client.post("/api/v1/orders", order).document().at("errors").at(0).at("pointer") == "/quantity");
        CHECK(client.ask("POST", "/api/v1/orders", {}, order.dump()).status == 415);
        CHECK(client.ask("PUT", "/api/v1/orders").field("Allow") == "POST, GET, HEAD, DELETE, OPTIONS");
        CHECK(client.get("/api/v1/nothing").code() == "no_such_resource");
    }
    TEST_CASE("get a 503 while there is no read model") {
        bus::NatsServer server{{.folder = andvari::testing::Folder{}.path}};
        const andvari::testing::Folder folder;
        metrics::Registry metrics;
        gateway::GatewaySettings settings;
        settings.port = 0;
        settings.keys = {{alice, "owner:alice"}};
        const auto gateway =
            gateway::Gateway::start(settings, bus::connect({.url = server.url()}), {folder.path, {}, {}}, {}, metrics);
        Client client{gateway->port(), alice};
        const auto answer = client.get("/api/v1/accounts");
        CHECK(answer.status == 503);
        CHECK(answer.code() == "read_model_unavailable");
    }
}
