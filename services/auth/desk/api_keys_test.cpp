#include "services/auth/desk/desk_world.hpp"
#include "shared/crypto/tokens.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
const secrets::CreateKey bot{"my bot", {Permission::order_stocks}, {}, std::vector<std::string>{"192.0.2.0/24", "2001:db8::1"}};

struct KeysWorld : AdasWorld {
    auth::KeyCreated created(const ApiKeyId& key) {
        const auto found = spine.seen("credentials", [&](auto&) {
            auto message = bus::last_message(spine.connection(), "EVENTS", "evt.auth." + tokens.user.text + ".key_created");
            auto fact = message ? std::optional{json::read<auth::KeyCreated>(message->body()).value()} : std::nullopt;
            return fact && fact->key == key ? fact : std::nullopt;
        });
        return found.value();
    }
};
}  // namespace

TEST_SUITE("the desk: API keys") {
    TEST_CASE_FIXTURE(KeysWorld, "a key's secret is shown once: the facts hold its hash, and its name and addresses sealed") {
        const auto mails = postbox->count();
        const auto key = result<secrets::KeySecret>(ask(bot, ada));
        CHECK(crypto::is_api_key_id(key.key.text));
        const auto fact = created(key.key);
        CHECK(fact.secret_hash == crypto::api_key_hash(key.key.text, key.secret));
        const auto vault = vault::Vault::open_to_read(spine.location());
        const auto details = json::read<secrets::KeyDetails>(vault->open(tokens.user, "details", fact.details).value()).value();
        CHECK(details.name == "my bot");
        CHECK(details.addresses == *bot.addresses);
        CHECK(postbox->wait(ada_email, mails + 1).subject == "An API key was made");
    }

    TEST_CASE_FIXTURE(KeysWorld, "a rotated key has another secret, and the one before is no longer the one of the facts") {
        const auto key = result<secrets::KeySecret>(ask(bot, ada));
        const auto rotated = result<secrets::KeySecret>(ask(secrets::RotateKey{key.key}, ada));
        CHECK(rotated.key == key.key);
        CHECK(rotated.secret != key.secret);
        CHECK(ask(secrets::RotateKey{{"AKAAAAAAAAAAAAAAAAAA"}}, ada).code == "key_not_found");
        CHECK(ask(secrets::RotateKey{{"no-key"}}, ada).code == "key_not_found");
    }

    TEST_CASE_FIXTURE(KeysWorld, "a key makes no keys, and nobody makes them for others") {
        Caller by_key = ada;
        by_key.session.reset();
        CHECK(ask(bot, by_key).code == "session_required");
        CHECK(ask(secrets::RotateKey{{"AKAAAAAAAAAAAAAAAAAA"}}, by_key).code == "session_required");
        CHECK(ask(bot).code == "session_required");
        Caller stranger = ada;
        stranger.user = UserId{"stranger"};
        CHECK(ask(bot, stranger).code == "permission_denied");
    }

    TEST_CASE_FIXTURE(KeysWorld, "what cannot be a key is refused, and says why") {
        const auto code = [&](const std::string& name, const std::vector<std::string>& addresses,
                              std::vector<Permission> scopes = {Permission::order_stocks}) {
            return ask(secrets::CreateKey{name, std::move(scopes), {}, addresses}, ada).code;
        };
        CHECK(code("", {}) == "name_malformed");
        CHECK(code(std::string(65, 'x'), {}) == "name_malformed");
        CHECK(code("two\nlines", {}) == "name_malformed");
        CHECK(code("bot", {"everywhere"}) == "addresses_malformed");
        CHECK(code("bot", {"192.0.2.1/24"}) == "addresses_malformed");
        CHECK(code("bot", {}, {}) == "scopes_missing");
    }
}
