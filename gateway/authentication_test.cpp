// Who gets in by what, and how soon those who were shut out stay out.
#include <future>

#include "gateway/identity_testing.hpp"

using namespace andvari;
using namespace andvari::gateway::testing;
using enum Permission;

namespace {

constexpr const char* me = "/api/v1/auth/me";

/// Everything that refuses a credential says the same.
void check_refused(const Answer& answer) {
    CHECK(answer.status == 401);
    CHECK(answer.code() == "unauthorized");
    CHECK(answer.field("WWW-Authenticate") == R"(Bearer realm="andvari", error="invalid_token")");
    CHECK(answer.document().at("detail") == "The credential is not, or no longer, good.");
}

std::string key_fields(const std::string& key) {
    const auto point = key.find('.');
    return "APCA-API-KEY-ID: " + key.substr(0, point) + "\r\nAPCA-API-SECRET-KEY: " + key.substr(point + 1) + "\r\n";
}

}  // namespace

TEST_SUITE("gateway: who calls") {
    TEST_CASE("is found by an access token, an API key in either form, a cookie, and a configured key") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto session = world.open_session(ada);
        const auto token = world.token(ada, session), key = world.make_key(ada, {view_stocks, view_users});
        auto nobody = world.client("");

        const auto by_token = world.client(token).get(me).document();
        CHECK(by_token.at("user") == ada.text);
        CHECK(by_token.at("session") == session.text);
        CHECK(by_token.at("roles") == Json{"member"});
        CHECK(by_token.at("permissions").size() == 6);
        CHECK(by_token.contains("expires"));
        const auto by_key = world.client(key).get(me).document();
        CHECK(by_key.at("user") == ada.text);
        CHECK(by_key.at("key") == key.substr(0, key.find('.')));
        CHECK(by_key.at("permissions") == Json{"view_stocks"});
        CHECK(nobody.get(me, key_fields(key)).document() == by_key);
        CHECK(nobody.get(me, "Cookie: a=b; __Host-session=" + token + "\r\n").document() == by_token);
        const auto by_configured = world.client(alice).get(me).document();
        CHECK(by_configured.at("user") == "alice");
        CHECK_FALSE(by_configured.contains("session"));
        const auto operators = world.client(an_operator).get(me).document();
        CHECK(operators.at("actor") == "system:operator");
        CHECK(operators.at("permissions").size() == PermissionSet::all().list().size());
    }
    TEST_CASE("is nobody without a credential, and is told which there are") {
        World world;
        const auto answer = world.client("").get(me);
        CHECK(answer.status == 401);
        CHECK(answer.field("WWW-Authenticate") == R"(Bearer realm="andvari")");
        CHECK(answer.document().at("detail").get<std::string>().find("Bearer") != std::string::npos);
    }
    TEST_CASE("cannot be told from an answer why a credential is not good") {
        IdentityWorld world;
        const auto ada = world.join("ada"), bob = world.join("bob");
        const auto session = world.open_session(ada);
        const auto token = world.token(ada, session), key = world.make_key(ada, {view_stocks});
        auto tampered = token;
        tampered[tampered.size() - 5] = tampered[tampered.size() - 5] == 'A' ? 'B' : 'A';
        for (const auto& credential :
             {std::string{"no-such-key-at-all"}, std::string{"x"}, tampered, token.substr(0, token.rfind('.')) + '.',
              IdentityWorld::token_by(crypto::SigningKey::generate(), ada, session), world.token(bob, session),
              world.token(ada, SessionId{new_id()}), key.substr(0, key.size() - 1), key.substr(0, key.find('.')) + '.',
              crypto::new_api_key().id + key.substr(key.find('.'))})
            check_refused(world.client(credential).get(me));
        auto nobody = world.client("");
        check_refused(nobody.get(me, "Authorization: Basic YTpi\r\n"));
        check_refused(nobody.get(me, "APCA-API-KEY-ID: " + key.substr(0, key.find('.')) + "\r\n"));
        check_refused(nobody.get(me, "Cookie: __Host-session=" + key + "\r\n"));
    }
    TEST_CASE("is told that an access token expired, and nothing else") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto answer = world.client(world.token(ada, world.open_session(ada), -5)).get(me);
        CHECK(answer.status == 401);
        CHECK(answer.code() == "token_expired");
        CHECK(answer.field("WWW-Authenticate").find("expired") != std::string::npos);
    }
    TEST_CASE("has one credential") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto token = world.token(ada, world.open_session(ada)), key = world.make_key(ada, {view_stocks});
        for (const auto& more :
             {key_fields(key), "Cookie: __Host-session=" + token + "\r\n", "Authorization: Bearer " + key + "\r\n"})
            CHECK(world.client(token).get(me, more).code() == "credentials_ambiguous");
    }
    TEST_CASE("is let in by a key from its addresses only, and while it lasts") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        CHECK(world.client(world.make_key(ada, {view_stocks}, {"127.0.0.0/8"})).get(me).status == 200);
        const auto elsewhere = world.make_key(ada, {view_stocks}, {"192.0.2.0/24", "2001:db8::/32"});
        auto client = world.client(elsewhere);
        for (int i = 0; i < 3; ++i) check_refused(client.get(me));
        const auto brief = world.make_key(ada, {view_stocks}, {}, Instant{Instant::now().microseconds + 300'000});
        auto hurried = world.client(brief);
        CHECK(hurried.get(me).status == 200);
        while (hurried.get(me).status == 200) {}
        check_refused(hurried.get(me));
    }
    TEST_CASE("by a browser is our own page") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto cookie = "Cookie: __Host-session=" + world.token(ada, world.open_session(ada)) + "\r\n";
        auto browser = world.client("");
        const auto post = [&](const std::string& fields) {
            return browser.ask("POST", "/api/v1/accounts", cookie + fields + "Content-Type: application/json\r\n",
                               R"({"name":"Mine","currency":"USD"})");
        };
        CHECK(post("Sec-Fetch-Site: same-origin\r\n").status == 202);
        CHECK(post("Sec-Fetch-Site: none\r\n").status == 202);
        CHECK(post("Origin: http://localhost\r\n").status == 202);
        for (const char* fields :
             {"", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n", "Origin: http://evil.example\r\n",
              "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\nOrigin: http://localhost\r\n"}) {
            const auto refused = post(fields);
            CHECK_MESSAGE(refused.status == 403, fields);
            CHECK(refused.code() == "cross_site_request");
        }
        CHECK(browser.get(me, cookie).status == 200);
        CHECK(browser.get(me, cookie + "Sec-Fetch-Site: cross-site\r\n").status == 401);
        // Programs that name their key themselves are not asked.
        CHECK(world.client(alice)
                  .post("/api/v1/accounts", {{"name", "A"}, {"currency", "USD"}}, "Sec-Fetch-Site: cross-site\r\n")
                  .status == 202);
    }
}

TEST_SUITE("gateway: who was shut out") {
    /// Waits until the gateway refuses; the read model has moved by then at the latest.
    constexpr auto until_refused = [](Client& client) {
        const auto begun = std::chrono::steady_clock::now();
        auto answer = client.get(me);
        while (answer.status == 200) answer = client.get(me);
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{1});
        return answer;
    };

    TEST_CASE("stays out within a second: a session that ended, a key that was revoked or rotated") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto session = world.open_session(ada);
        auto by_token = world.client(world.token(ada, session)), other = world.signed_in(ada);
        REQUIRE(by_token.get(me).status == 200);
        world.give_well(ada.text, auth::EndSession{ada, session, ""});
        check_refused(until_refused(by_token));
        CHECK(other.get(me).status == 200);

        for (const bool rotated : {false, true}) {
            const auto key = world.make_key(ada, {view_stocks});
            const ApiKeyId id{key.substr(0, key.find('.'))};
            auto by_key = world.client(key);
            REQUIRE(by_key.get(me).status == 200);
            if (rotated) world.give_well(ada.text, auth::RotateKey{ada, id, crypto::api_key_hash(id.text, "another")});
            else world.give_well(ada.text, auth::RevokeKey{ada, id, ""});
            check_refused(until_refused(by_key));
        }
    }
    TEST_CASE("stays out within a second: a user who was deactivated, by token, by key and by configured key") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        auto by_token = world.signed_in(ada), by_key = world.client(world.make_key(ada, {view_stocks})),
             configured = world.client(alice);
        REQUIRE(by_token.get(me).status == 200);
        REQUIRE(by_key.get(me).status == 200);
        REQUIRE(configured.get(me).status == 200);
        world.give_well(ada.text, security::Deactivate{ada, "a test"});
        world.give_well("alice", security::Deactivate{{"alice"}, "a test"});
        check_refused(until_refused(by_token));
        check_refused(until_refused(by_key));
        check_refused(until_refused(configured));
    }
    TEST_CASE("comes in again once reactivated, but not by a session that ended") {
        IdentityWorld world;
        auto configured = world.client(alice);
        world.give_well("alice", security::Deactivate{{"alice"}, "a test"});
        until_refused(configured);
        world.give_well("alice", security::Reactivate{{"alice"}, "a test"});
        while (configured.get(me).status == 401) {}
        CHECK(configured.get("/api/v1/instruments").status == 200);
    }
    TEST_CASE("is whoever came by a signing key that is gone; a new one refuses nobody") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto session = world.open_session(ada);
        const auto next = crypto::SigningKey::generate();
        const auto described = [](const crypto::SigningKey& key, auth::KeyState state) {
            return auth::SigningKey{key.verifying().id(), key.verifying().x(), state};
        };
        auto by_old = world.client(world.token(ada, session)),
             by_next = world.client(IdentityWorld::token_by(next, ada, session));
        REQUIRE(by_old.get(me).status == 200);
        check_refused(by_next.get(me));
        world.change_ring({described(world.signer, auth::KeyState::retired), described(next, auth::KeyState::current)});
        while (by_next.get(me).status == 401) CHECK(by_old.get(me).status == 200);
        CHECK(by_old.get(me).status == 200);
        world.change_ring({described(next, auth::KeyState::current)});
        check_refused(until_refused(by_old));
        CHECK(by_next.get(me).status == 200);
    }
    TEST_CASE("hears so on a stream, too") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto session = world.open_session(ada);
        auto listening = world.client(world.token(ada, session)), other = world.signed_in(ada);
        for (auto* client : {&listening, &other}) {
            client->send("GET", "/api/v1/events");
            client->connection().until("retry: 2000\n\n");
        }
        world.give_well(ada.text, auth::EndSession{ada, session, ""});
        CHECK(listening.connection().until("event: signed_out\n").ends_with("event: signed_out\n"));
        CHECK(listening.connection().closed());
        world.give_well(ada.text, security::Deactivate{ada, "a test"});
        CHECK(other.connection().until("event: signed_out\n").ends_with("event: signed_out\n"));
    }
    TEST_CASE("hears on a stream that the access token expired") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        auto listening = world.client(world.token(ada, world.open_session(ada), 2));
        listening.send("GET", "/api/v1/events");
        CHECK(listening.connection().until("event: token_expired\n").ends_with("event: token_expired\n"));
        CHECK(listening.connection().closed());
    }
}

TEST_SUITE("gateway: permissions") {
    TEST_CASE("are asked for by every operation, and named where they are missing") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        auto member = world.signed_in(ada), bot = world.client(world.make_key(ada, {view_stocks}));
        CHECK(member.get("/api/v1/instruments").status == 200);
        CHECK(bot.get("/api/v1/instruments").status == 200);
        const auto denied = bot.get("/api/v1/orders");
        CHECK(denied.status == 403);
        CHECK(denied.code() == "permission_denied");
        CHECK(denied.document().at("detail") == "This needs one of the permissions order_stocks, view_all_accounts.");
        CHECK(bot.post("/api/v1/orders", buy("main", "1")).code() == "permission_denied");
        CHECK(member.get("/api/v1/users").document().at("detail") == "This needs the permission view_users.");
        CHECK(bot.get("/api/v1/auth/keys").code() == "session_required");
    }
    TEST_CASE("come and go with a role, within a second") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        auto client = world.signed_in(ada);
        world.grant(world.join("eve"), "admin");  // The last administrator stays one.
        const auto asks_until = [&](int status) {
            const auto begun = std::chrono::steady_clock::now();
            while (client.get("/api/v1/users").status != status) {}
            CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{1});
        };
        CHECK(client.get("/api/v1/users").status == 403);
        world.grant(ada, "admin");
        asks_until(200);
        world.give_well(ada.text, security::Revoke{ada, "admin", "a test"});
        asks_until(403);
    }
    TEST_CASE("to see everybody's accounts are for reading") {
        IdentityWorld world;
        world.fund("main", "1000");
        const auto ada = world.join("ada");
        world.give_well("roles", security::DefineRole{"auditor", {view_all_accounts}, "a test"});
        world.grant(ada, "auditor");
        auto auditor = world.signed_in(ada);
        while (auditor.get("/api/v1/accounts/main").status != 200) {}
        CHECK(auditor.get("/api/v1/accounts").document().at("items").size() == 1);
        CHECK(auditor.get("/api/v1/orders?account=main").status == 200);
        CHECK(auditor.post("/api/v1/accounts/main/deposits", {{"amount", "1"}, {"currency", "USD"}}).code() ==
              "account_not_found");
        CHECK(auditor.post("/api/v1/orders", buy("main", "1")).code() == "account_not_found");
    }
    TEST_CASE("travel with a command, and are what the deciding service goes by, too") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        std::promise<std::string> seen;
        const auto listening = world.spine.connection().subscribe("cmd.portfolio.>", [&](bus::Message message) {
            seen.set_value(std::string{message.header("ce-actor")} + ' ' + std::string{message.header("ce-grants")});
        });
        auto bot = world.client(world.make_key(ada, {manage_own_accounts, view_users}));
        CHECK(bot.post("/api/v1/accounts", {{"id", "adas"}, {"name", "Ada"}, {"currency", "USD"}}).status == 201);
        const auto sent = seen.get_future().get();
        CHECK(sent.starts_with("owner:" + ada.text + ' '));
        CHECK(sent.ends_with(":manage_own_accounts"));
    }
    TEST_CASE("of an owner who was never admitted are none") {
        World world;
        gateway::GatewaySettings settings = World::usual();
        settings.keys.push_back({"mallorys-test-key-00", "owner:mallory"});
        const auto another = world.start(settings);
        Client mallory{another->port(), "mallorys-test-key-00"};
        CHECK(mallory.get(me).document().at("permissions").empty());
        CHECK(mallory.get("/api/v1/instruments").code() == "permission_denied");
    }
}

TEST_SUITE("gateway: the use of sessions and keys") {
    TEST_CASE("is noted, now and then, with where it came from") {
        IdentityWorld world;
        const auto ada = world.join("ada");
        const auto key = world.make_key(ada, {view_stocks});
        const ApiKeyId id{key.substr(0, key.find('.'))};
        auto client = world.client(key);
        for (int i = 0; i < 5; ++i) CHECK(client.get(me, "User-Agent: my bot/1\r\n").status == 200);
        const auto row = world.shown([&](auto& db) -> std::optional<security::KeyRow> {
            auto found = AccessView::key(db, id);
            return found && found->used ? found : std::nullopt;
        });
        const auto client_text = world.vault->open(ada, "client", row->client.value());
        CHECK(Json::parse(client_text.value()) == Json{{"address", "127.0.0.1"}, {"device", "my bot/1"}});
    }
}
