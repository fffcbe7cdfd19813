#include "gateway/api/sequence_token.hpp"
#include "gateway/testing.hpp"

using namespace andvari;
using namespace andvari::gateway::testing;

namespace {

struct Event {
    std::string id, type;
    Json data;
};

/// Reads from the stream until an event of this type about `order` has come.
std::vector<Event> read_until(Client& client, std::string_view type, const std::string& order = {}) {
    std::vector<Event> events;
    for (;;) {
        const auto text = client.connection().until("\n\n");
        if (text.ends_with("<end>")) return events;
        if (!text.starts_with("id: ")) continue;
        const auto line = [&](std::string_view name) {
            const auto at = text.find(std::string{name} + ": ") + name.size() + 2;
            return text.substr(at, text.find('\n', at) - at);
        };
        events.push_back({line("id"), line("event"), Json::parse(line("data"))});
        if (events.back().type == type && (order.empty() || events.back().data.at("fact").at("order") == order)) return events;
    }
}

std::vector<std::pair<std::string, std::uint64_t>> places(const std::vector<Event>& events) {
    std::vector<std::pair<std::string, std::uint64_t>> all;
    for (const auto& event : events) all.emplace_back(event.data.at("source"), event.data.at("sequence"));
    std::ranges::sort(all);
    return all;
}

}  // namespace

TEST_SUITE("gateway: events") {
    TEST_CASE("tell an owner what happens to their accounts, and nobody else") {
        World world;
        world.fund("main", "10000");
        auto hers = world.client(alice), his = world.client(bob), orders = world.client(alice), bobs = world.client(bob);
        hers.send("GET", "/api/v1/events");
        his.send("GET", "/api/v1/events");
        CHECK(hers.connection().until("retry: 2000\n\n").find("Content-Type: text/event-stream\r\n") != std::string::npos);
        his.connection().until("retry: 2000\n\n");
        const auto id = orders.post("/api/v1/orders", buy("main", "1")).document().at("id").get<std::string>();
        const auto events = read_until(hers, "andvari.order.filled.v1", id);
        CHECK(events.front().type == "andvari.order.placed.v1");
        CHECK(events.front().data.at("correlation") == id);
        for (const auto& event : events) CHECK(event.data.at("account") == "main");
        // What Bob hears of first is his own.
        bobs.post("/api/v1/accounts", {{"id", "bobs"}, {"name", "Bob"}, {"currency", "USD"}});
        CHECK(read_until(his, "andvari.portfolio.opened.v1").size() == 1);
    }
    TEST_CASE("go on after any of them, missing and repeating nothing") {
        World world;
        world.fund("main", "10000");
        auto orders = world.client(alice);
        std::string last;
        for (int i = 0; i < 5; ++i) last = orders.post("/api/v1/orders", buy("main", "1")).document().at("id");
        auto whole = world.client(alice);
        whole.send("GET", "/api/v1/events", "Last-Event-ID: " + gateway::to_event_id({}) + "\r\n");
        const auto all = read_until(whole, "andvari.portfolio.settled.v1", last);
        for (std::size_t taken = 1; taken < all.size(); taken += 3) {
            auto rest = world.client(alice);
            rest.send("GET", "/api/v1/events", "Last-Event-ID: " + all[taken - 1].id + "\r\n");
            auto joined = read_until(rest, "andvari.portfolio.settled.v1", last);
            joined.insert(joined.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(taken));
            // The two sources go side by side, so the last to come may differ: compare what both have seen of the portfolio.
            const auto portfolio = [](std::vector<Event> events) {
                std::erase_if(events, [](const Event& event) { return event.data.at("source") != "portfolio/0"; });
                return places(events);
            };
            CHECK(portfolio(joined) == portfolio(all));
            const auto seen = places(joined);
            CHECK(std::ranges::adjacent_find(seen) == seen.end());
        }
    }
    TEST_CASE("come from an account that is opened while one listens") {
        World world;
        world.fund("main", "1");
        auto listening = world.client(alice), opening = world.client(alice);
        listening.send("GET", "/api/v1/events");
        listening.connection().until("retry: 2000\n\n");
        for (int i = 0; i < 20; ++i) {
            const auto name = "new-" + std::to_string(i);
            REQUIRE(opening.post("/api/v1/accounts", {{"id", name}, {"name", "New"}, {"currency", "USD"}}).status == 201);
            const auto events = read_until(listening, "andvari.portfolio.opened.v1");
            REQUIRE(events.size() == 1);
            CHECK(events.front().data.at("account") == name);
        }
    }
    TEST_CASE("end with a word when the gateway stops") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        client.send("GET", "/api/v1/events");
        client.connection().until("retry: 2000\n\n");
        world.gateway->stop(std::chrono::seconds{5});
        CHECK(client.connection().until("event: stopping\n").ends_with("event: stopping\n"));
        CHECK(client.connection().closed());
    }
    TEST_CASE("begin nowhere where the id is not one") {
        World world;
        world.fund("main", "1");
        auto client = world.client(alice);
        CHECK(client.get("/api/v1/events", "Last-Event-ID: 12\r\n").status == 400);
    }
}
