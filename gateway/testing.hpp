// For tests: a gateway before the services and the projector, all in this process, and a client.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "gateway/gateway.hpp"
#include "gateway/http/raw_client.hpp"
#include "shared/observability/log.hpp"
#include "tests/integration/spine.hpp"

namespace andvari::gateway::testing {

using Json = nlohmann::json;
using http::testing::RawClient;

inline const std::string alice = "alices-test-key-0000";
inline const std::string bob = "bobs-test-key-000000";
inline const std::string an_operator = "operators-test-key-0";

struct Answer {
    int status = 0;
    std::string head, body;

    std::string field(std::string_view name) const {
        const auto at = head.find("\r\n" + std::string{name} + ": ");
        if (at == std::string::npos) return {};
        const auto begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
    Json document() const { return Json::parse(body); }
    /// The problem's code.
    std::string code() const {
        const auto type = document().value("type", "");
        constexpr std::string_view prefix = "urn:andvari:problem:";
        return type.starts_with(prefix) ? type.substr(prefix.size()) : "";
    }
};

/// One connection, kept.
class Client {
public:
    Client(std::uint16_t port, std::string key) : connection_{port}, key_{std::move(key)} {}

    /// `fields` are whole lines.
    Answer ask(std::string_view method, std::string_view target, const std::string& fields = {}, const std::string& body = {}) {
        send(method, target, fields, body);
        return receive(method == "HEAD");
    }
    Answer get(std::string_view target, const std::string& fields = {}) { return ask("GET", target, fields); }
    Answer post(std::string_view target, const Json& body, const std::string& fields = "Prefer: wait=20\r\n") {
        return ask("POST", target, "Content-Type: application/json\r\n" + fields, body.dump());
    }
    void send(std::string_view method, std::string_view target, const std::string& fields = {}, const std::string& body = {}) {
        std::string request{method};
        request.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
        if (!key_.empty()) request.append("Authorization: Bearer ").append(key_).append("\r\n");
        if (!body.empty()) request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
        connection_.send(request.append(fields).append("\r\n").append(body));
    }
    Answer receive(bool head_only = false) {
        const auto text = connection_.response(head_only);
        const auto end = text.find("\r\n\r\n");
        if (end == std::string::npos) return {0, text, {}};
        return {http::testing::status_of(text), text.substr(0, end + 2), text.substr(end + 4)};
    }
    RawClient& connection() { return connection_; }

private:
    RawClient connection_;
    const std::string key_;
};

struct World {
    World() {
        log::configure(log::Level::warn, log::Format::automatic);
        admit("alice");
        admit("bob");
    }

    andvari::testing::Spine spine{std::nullopt, andvari::testing::Spine::Bus::open};
    metrics::Registry metrics;
    Health health{"test"};
    std::unique_ptr<Gateway> gateway = start();

    static GatewaySettings usual() {
        GatewaySettings settings;
        settings.port = 0;
        settings.visible_time = std::chrono::milliseconds{300};
        settings.keys = {{alice, "owner:alice"}, {bob, "owner:bob"}, {an_operator, "system:operator"}};
        settings.limits = {0, 0, 0, 0};  // Whoever tests limits sets them; others may ask as fast as they can.
        return settings;
    }
    std::unique_ptr<Gateway> start(const GatewaySettings& settings = usual()) {
        return Gateway::start(
            settings, spine.shared_connection(), spine.location(),
            {[this] { return health.health(); }, [this] { return health.ready(); }, [this] { return metrics.text(); }}, metrics);
    }
    /// Makes the owner of a configured key a member.
    void admit(const std::string& name) {
        spine.ask("cmd.security." + name + ".admit", security::Admit{{name}, "a test"}, new_id(), "system:operator");
        spine.seen("access", [&](auto& db) { return security::AccessView::access(db, {name}); });
    }
    Client client(const std::string& key) { return {gateway->port(), key}; }

    /// An account of Alice's with so much money, and a quote of AAPL at 99 to 100.
    void fund(const std::string& account, const std::string& amount) {
        auto client_of_alice = client(alice);
        REQUIRE(client_of_alice.post("/api/v1/accounts", {{"id", account}, {"name", "Test"}, {"currency", "USD"}}).status == 201);
        REQUIRE(
            client_of_alice.post("/api/v1/accounts/" + account + "/deposits", {{"amount", amount}, {"currency", "USD"}}).status ==
            200);
        spine.quote("AAPL", "99", "100");
    }
    /// The order's JSON once `status` is what it says.
    Json order_once(const std::string& id, order::Status status) {
        spine.seen("orders", [&](auto& db) {
            const auto row = order::OrdersView::find(db, {id});
            return row && row->status == status ? std::optional{true} : std::nullopt;
        });
        auto client_of_alice = client(alice);
        return client_of_alice.get("/api/v1/orders/" + id).document();
    }
};

inline Json buy(const std::string& account, const std::string& quantity) {
    return {{"account", account}, {"symbol", "AAPL"}, {"side", "buy"}, {"type", "market"}, {"quantity", quantity}};
}
inline Json buy_at(const std::string& account, const std::string& quantity, const std::string& price) {
    auto order = buy(account, quantity);
    order["type"] = "limit";
    order["limit_price"] = price;
    order["time_in_force"] = "gtc";
    return order;
}

}  // namespace andvari::gateway::testing
