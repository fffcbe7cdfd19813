// Calls every operation that /openapi.json describes, and holds each answer against its description.
#include <map>
#include <regex>

#include "gateway/testing.hpp"

using namespace andvari;
using namespace andvari::gateway::testing;

namespace {

class Description {
public:
    explicit Description(Json document) : document_(std::move(document)) {}  // Braces would make an array of it.

    const Json& paths() const { return document_.at("paths"); }
    const Json& resolved(const Json& node) const {
        return node.contains("$ref") ? document_.at(Json::json_pointer{node.at("$ref").get<std::string>().substr(1)}) : node;
    }
    /// What is wrong with `value` by `schema`, as far as this document's schemas go; empty for nothing.
    std::string fault(const Json& value, const Json& reference, const std::string& where = "") const {
        const auto& schema = resolved(reference);
        const auto type = schema.value("type", "");
        if (type == "object") return object_fault(value, schema, where);
        if (type == "array") {
            if (!value.is_array()) return where + " is no array";
            for (const auto& item : value)
                if (auto wrong = fault(item, schema.at("items"), where + "/-"); !wrong.empty()) return wrong;
        }
        if (type == "integer" && !value.is_number_integer()) return where + " is no integer";
        if (type != "string") return {};
        if (!value.is_string()) return where + " is no string";
        const auto text = value.get<std::string>();
        if (schema.contains("pattern") && !std::regex_match(text, std::regex{schema.at("pattern").get<std::string>()}))
            return where + ": " + text;
        if (schema.contains("enum") && std::ranges::find(schema.at("enum"), value) == schema.at("enum").end())
            return where + ": " + text;
        return {};
    }

private:
    std::string object_fault(const Json& value, const Json& schema, const std::string& where) const {
        if (!value.is_object()) return where + " is no object";
        for (const auto& name : schema.value("required", Json::array()))
            if (!value.contains(name.get<std::string>())) return where + '/' + name.get<std::string>() + " is missing";
        const auto properties = schema.value("properties", Json::object());
        for (const auto& [name, member] : value.items()) {
            if (properties.contains(name)) {
                if (auto wrong = fault(member, properties.at(name), where + '/' + name); !wrong.empty()) return wrong;
            } else if (schema.value("additionalProperties", Json{true}) == false) {
                return where + '/' + name + " is not described";
            }
        }
        return {};
    }

    Json document_;
};

/// A world in which there is one of everything.
struct Furnished : World {
    std::map<std::string, std::string> names;

    Furnished() {
        fund("main", "10000");
        auto client_of_alice = client(alice);
        spine.publish(
            "mkt.bar.AAPL",
            R"({"interval":"1Day","time":"2024-01-02T14:30:00Z","open":"99","high":"101","low":"98","close":"100","volume":"5000"})");
        const auto filled = client_of_alice.post("/api/v1/orders", buy("main", "1")).document().at("id").get<std::string>();
        order_once(filled, order::Status::filled);
        const auto resting =
            client_of_alice.post("/api/v1/orders", buy_at("main", "1", "5")).document().at("id").get<std::string>();
        spine.seen("accounts", [](auto& db) { return portfolio::AccountsView::position(db, {"main"}, {"AAPL"}); });
        spine.seen("stock", [](auto& db) {
            return stock::StockView::bars(db, {{"AAPL"}, stock::Interval::day}).empty() ? std::nullopt : std::optional{true};
        });
        names = {{"{account}", "main"}, {"{order}", resting}, {"{command}", filled}, {"{symbol}", "AAPL"}};
    }
    std::string target(std::string pattern) const {
        for (const auto& [name, value] : names)
            if (const auto at = pattern.find(name); at != std::string::npos) pattern.replace(at, name.size(), value);
        return pattern;
    }
};

std::string body_of(const std::string& operation) {
    if (operation == "openAccount") return R"({"name":"Another","currency":"USD"})";
    if (operation == "placeOrder") return buy("main", "1").dump();
    return operation == "deposit" || operation == "withdraw" ? R"({"amount":"1","currency":"USD"})" : "";
}

}  // namespace

TEST_SUITE("gateway: the OpenAPI document") {
    TEST_CASE("is kept to by every operation: with a key, waiting, without a key, and asked for nonsense") {
        Furnished world;
        auto client = world.client(alice), nobody = world.client("");
        const Description description{client.get("/openapi.json").document()};
        const auto check = [&](const Json& operation, const Answer& answer) {
            CAPTURE(operation.at("operationId"));
            CAPTURE(answer.body);
            const auto status = std::to_string(answer.status);
            REQUIRE_MESSAGE(operation.at("responses").contains(status), status);
            const auto& response = description.resolved(operation.at("responses").at(status));
            const auto type = answer.field("Content-Type").substr(0, answer.field("Content-Type").find(';'));
            REQUIRE(response.at("content").contains(type));
            if (type.ends_with("json"))
                CHECK(description.fault(answer.document(), response.at("content").at(type).at("schema")) == "");
            return answer.status;
        };
        for (const auto& [pattern, item] : description.paths().items()) {
            for (const auto& [name, operation] : item.items()) {
                const auto id = operation.at("operationId").get<std::string>();
                if (id == "streamEvents") continue;
                std::string method = name;
                for (auto& c : method) c = static_cast<char>(std::toupper(c));
                const auto target =
                    world.target(pattern) + (pattern.find("/positions") == std::string::npos ? "" : "?account=main");
                const auto body = body_of(id);
                const std::string fields = body.empty() ? "" : "Content-Type: application/json\r\n";
                CHECK(check(operation, nobody.ask(method, target, fields, body)) == (operation.contains("security") ? 200 : 401));
                if (method == "GET") {
                    CHECK(check(operation, client.get(target)) == 200);
                    if (operation.contains("parameters"))
                        CHECK(client.get(target + (target.find('?') == std::string::npos ? "?" : "&") + "surprise=1").status ==
                              400);
                } else {
                    CHECK(check(operation, client.ask(method, target, fields + "Idempotency-Key: " + id + "\r\n", body)) == 202);
                    const auto outcome =
                        check(operation,
                              client.ask(method, target, fields + "Prefer: wait=20\r\nIdempotency-Key: " + id + "\r\n", body));
                    CHECK(outcome == (id == "openAccount" || id == "placeOrder" ? 201 : 200));
                    if (!body.empty()) CHECK(check(operation, client.ask(method, target, fields, "{}")) == 400);
                    if (!body.empty()) CHECK(check(operation, client.ask(method, target, {}, body)) == 415);
                }
            }
        }
    }
}
