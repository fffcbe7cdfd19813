// Calls every operation that /openapi.json describes, and holds each answer against its description.
#include <map>
#include <regex>

#include "gateway/desk_stand_in.hpp"
#include "gateway/identity_testing.hpp"

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
        if (type == "boolean" && !value.is_boolean()) return where + " is no boolean";
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

using enum Permission;

/// A world in which there is one of everything, and somebody for every operation.
struct Furnished : IdentityWorld {
    DeskStandIn desk_stand_in{spine.connection(), desk};
    std::map<std::string, std::string> names;
    UserId person = join("person"), admin = join("admin");

    Furnished() {
        fund("main", "10000");
        auto client_of_alice = client(alice);
        spine.publish(
            "mkt.bar.AAPL",
            R"({"interval":"1Day","time":"2024-01-02T14:30:00Z","open":"99","high":"101","low":"98","close":"100","volume":"5000"})");
        spine.publish("mkt.fx.USDCAD", json::write(stock::FxRate{"USD", "CAD", *Rate::parse("1.3725"), Instant::now()}));
        const auto filled = client_of_alice.post("/api/v1/orders", buy("main", "1")).document().at("id").get<std::string>();
        order_once(filled, order::Status::filled);
        const auto resting =
            client_of_alice.post("/api/v1/orders", buy_at("main", "1", "5")).document().at("id").get<std::string>();
        spine.seen("accounts", [](auto& db) { return portfolio::AccountsView::position(db, {"main"}, {"AAPL"}); });
        spine.seen("stock", [](auto& db) {
            return stock::StockView::bars(db, {{"AAPL"}, stock::Interval::day}).empty() ? std::nullopt : std::optional{true};
        });
        spine.seen("stock", [](auto& db) { return stock::StockView::fx_rate(db, "USDCAD"); });
        names = {{"{pair}", "USDCAD"}, {"{account}", "main"}, {"{order}", resting}, {"{command}", filled}, {"{symbol}", "AAPL"}};
        for (const auto* kind : {"savings", "paper"})
            CHECK(client_of_alice
                      .post("/api/v1/accounts",
                            {{"id", "alice-" + std::string{kind}}, {"name", kind}, {"currency", "USD"}, {"kind", kind}})
                      .status == 201);
        names["{watchlist}"] = watchlist("Watched");
        give_well("MSFT", stock::List{{"MSFT"}, "Microsoft", "USD"});
        spine.seen("stock", [](auto& db) { return stock::StockView::instrument(db, {"MSFT"}); });
        give_well("roles", security::DefineRole{"spare", {view_stocks}, "a test"});
        give_well("roles", security::DefineRole{"auditor", {view_stocks}, "a test"});
        grant(admin, "admin");
        make_key(person, {view_stocks});
        open_session(person);
        prepare_desk();
    }
    /// The id of an order that waits.
    std::string order(const std::string& name, const std::string& price) {
        auto wanted = buy_at("main", "1", price);
        wanted["client_order_id"] = name;
        return client(alice).post("/api/v1/orders", wanted).document().at("id");
    }
    /// A share more.
    void hold(const std::string& name) {
        auto wanted = buy("main", "1");
        wanted["client_order_id"] = name;
        order_once(client(alice).post("/api/v1/orders", wanted).document().at("id"), order::Status::filled);
        spine.seen("accounts", [](auto& db) {
            const auto position = portfolio::AccountsView::position(db, {"main"}, {"AAPL"});
            return position && position->quantity.positive() ? position : std::nullopt;
        });
    }
    std::string watchlist(const std::string& name) {
        return client(alice).post("/api/v1/watchlists", {{"name", name}, {"symbols", {"AAPL", "MSFT"}}}).document().at("id");
    }
    /// The id of a split that is to come.
    std::string announce() {
        const auto id = new_id();
        const stock::AnnounceSplit split{{"AAPL"}, {2, 1}, *Instant::parse("2030-01-02T14:30:00Z")};
        spine.ask("cmd.stock.AAPL.announce_split", split, id, "system:desk");
        spine.seen("stock", [&](auto& db) { return stock::StockView::action(db, {"AAPL"}, id); });
        return id;
    }
    void prepare_desk() {
        const secrets::Tokens tokens{person, {"session"}, "a.b.c", 600, "token", 3600};
        desk_stand_in.answer_with("log_in", tokens);
        desk_stand_in.answer_with("refresh", tokens);
        desk_stand_in.answer_with("offer_second_factor", secrets::OfferedFactor{"SECRET", "otpauth://totp/x"});
        desk_stand_in.answer_with("enable_second_factor", secrets::RecoveryCodes{{"code"}});
        desk_stand_in.answer_with("create_key", secrets::KeySecret{{"key"}, "secret"});
        desk_stand_in.answer_with("rotate_key", secrets::KeySecret{{"key"}, "secret"});
    }
    /// What the operation is to be about: what it ends is made for it.
    std::string target(const std::string& id, std::string pattern) {
        const bool ends_user = id == "eraseUser" || id == "deactivateUser" || id == "reactivateUser";
        const auto user = ends_user ? join("leaving") : person;
        names["{user}"] = user.text;
        if (id == "reactivateUser") give_well(user.text, security::Deactivate{user, "a test"});
        if (pattern.find("{key}") != std::string::npos) names["{key}"] = key_id(make_key(person, {view_stocks}));
        if (pattern.find("{action}") != std::string::npos) names["{action}"] = announce();
        if (pattern.find("{session}") != std::string::npos) names["{session}"] = open_session(person).text;
        if (id == "dropWatchlist") names["{watchlist}"] = watchlist("Doomed");
        if (id == "showWatchlist") names["{watchlist}"] = watchlist("Shown");
        // What is halted trades with its next quote only.
        names["{symbol}"] = id == "haltInstrument" || id == "resumeInstrument" ? "MSFT" : "AAPL";
        names["{account}"] = id == "closeAccount" ? "closing" : id == "resetAccount" ? "alice-paper" : "main";
        if (id == "closeAccount")
            client(alice).post("/api/v1/accounts", {{"id", "closing"}, {"name", "Closing"}, {"currency", "USD"}});
        names["{role}"] = id == "removeRole" ? "doomed" : id == "revokeRole" ? "auditor" : "spare";
        if (id == "removeRole") give_well("roles", security::DefineRole{"doomed", {view_stocks}, "a test"});
        if (id == "revokeRole") give(person.text, security::Grant{person, "auditor", "a test"});
        if (pattern.find("{order}") != std::string::npos) names["{order}"] = order(id + " cannot meet", "5");
        if (pattern.find("/positions") != std::string::npos) hold(id);
        for (const auto& [name, value] : names)
            if (const auto at = pattern.find(name); at != std::string::npos) pattern.replace(at, name.size(), value);
        if (pattern.find("/positions") != std::string::npos || id == "cancelOrders") pattern += "?account=main";
        if (id == "showHistory") pattern += "?period=1D&benchmark=AAPL";
        return pattern;
    }
    static std::string key_id(const std::string& key) { return key.substr(0, key.find('.')); }

    /// Somebody who may do it.
    Client client_for(const std::string& id, const Json& operation) {
        const auto tag = operation.at("tags").at(0).get<std::string>();
        if (tag == "auth" || tag == "me") return client(token(person, open_session(person)));
        if (tag == "administration") return client(token(admin, open_session(admin)));
        return client(id == "showMetrics" ? "" : alice);
    }
    /// The first example of what it reads.
    static std::string body_of(const Description& description, const Json& operation) {
        const auto id = operation.at("operationId");
        if (id == "placeOrder" || id == "previewOrder") return buy("main", "1").dump();
        if (id == "replaceOrder") return R"({"quantity":"2"})";
        if (id == "saveWatchlist") return R"({"name":"Kept","symbols":["AAPL"]})";
        if (id == "openAccount") return R"({"name":"Another","currency":"USD"})";
        if (id == "grantRole") return R"({"role":"auditor","reason":"a test"})";
        if (!operation.contains("requestBody")) return {};
        const auto& schema = operation.at("requestBody").at("content").at("application/json").at("schema");
        return description.resolved(schema).at("examples").at(0).dump();
    }
};

/// The one that tells of success.
int success_of(const Json& operation) {
    for (const auto& [status, ignored] : operation.at("responses").items())
        if (status.starts_with('2') && status != "202") return std::stoi(status);
    return 202;
}

std::string with_parameter(std::string target, std::string_view parameter) {
    return target.append(target.find('?') == std::string::npos ? "?" : "&").append(parameter);
}

}  // namespace

TEST_SUITE("gateway: the OpenAPI document") {
    TEST_CASE("is kept to by every operation: well, waiting, without a key or the permission, and asked for nonsense") {
        Furnished world;
        auto nobody = world.client(""), weak_key = world.client(world.make_key(world.person, {manage_own_watchlist})),
             other_key = world.client(world.make_key(world.person, {view_stocks}));
        const Description description{nobody.get("/openapi.json").document()};
        const auto check = [&](const Json& operation, const Answer& answer) {
            CAPTURE(operation.at("operationId"));
            CAPTURE(answer.body);
            const auto status = std::to_string(answer.status);
            REQUIRE_MESSAGE(operation.at("responses").contains(status), status);
            const auto& response = description.resolved(operation.at("responses").at(status));
            if (!response.contains("content")) {
                CHECK(answer.body.empty());
                return answer.status;
            }
            const auto type = answer.field("Content-Type").substr(0, answer.field("Content-Type").find(';'));
            REQUIRE(response.at("content").contains(type));
            if (type.ends_with("json"))
                CHECK(description.fault(answer.document(), response.at("content").at(type).at("schema")) == "");
            return answer.status;
        };
        for (const auto& [pattern, item] : description.paths().items()) {
            for (const auto& [name, operation] : item.items()) {
                const auto id = operation.at("operationId").get<std::string>();
                // Without end, or of a length that nobody knows.
                if (id == "streamEvents" || id == "openSocket" || id == "exportMe") continue;
                CAPTURE(id);
                std::string method = name;
                for (auto& c : method) c = static_cast<char>(std::toupper(c));
                auto client = world.client_for(id, operation);
                auto& weak = operation.at("tags").at(0) == "watchlists" ? other_key : weak_key;
                auto target = world.target(id, pattern);
                if (method == "DELETE" && pattern.find("{role}") != std::string::npos) target += "?reason=a+test";
                if (id == "eraseUser") target += "?reason=a+test";
                const auto body = Furnished::body_of(description, operation);
                const std::string fields = body.empty() ? "" : "Content-Type: application/json\r\n";
                const bool open = operation.contains("security") && operation.at("security").empty();
                const auto ask = [&](Client& who, const std::string& more = {}) {
                    return who.ask(method, target, fields + more, body);
                };

                if (!open) CHECK(check(operation, ask(nobody)) == 401);
                if (operation.contains("x-permissions") && !open) CHECK(check(operation, ask(weak)) == 403);
                if (operation.at("x-access") == "in_session") CHECK(check(operation, ask(weak)) == 403);
                if (!open) CHECK(client.ask(method, with_parameter(target, "surprise=1"), fields, body).status == 400);
                if (!body.empty()) {
                    CHECK(check(operation, client.ask(method, target, fields, R"({"surprise":1})")) == 400);
                    CHECK(check(operation, client.ask(method, target, {}, body)) == 415);
                }
                const auto key = "Idempotency-Key: " + id + "\r\n";
                if (operation.at("responses").contains("202") && !id.starts_with("logOut") && success_of(operation) != 202)
                    CHECK(check(operation, ask(client, key)) == 202);
                CHECK(check(operation, ask(client, key + "Prefer: wait=20\r\n")) == success_of(operation));
            }
        }
    }
}
