#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;
using enum Permission;

KeyCreated created(ApiKeyId key = bot, std::optional<Instant> expires = {}) {
    return {ada, std::move(key), "hash", {view_stocks}, expires, sealed};
}
CreateKey until(Instant expires, ApiKeyId key = bot) {
    return with(create_key(std::move(key)), [&](CreateKey& c) { c.expires = expires; });
}

SigningKey key(const char* kid, KeyState state) { return {kid, std::string{"public-"} + kid, state}; }
using enum KeyState;
ChangeRing ring(std::vector<SigningKey> keys) { return {std::move(keys), "sealing"}; }
Scene machine(std::initializer_list<Fact> history) { return std::move(given(history).by(desk)); }
}  // namespace

TEST_SUITE("auth: API keys") {
    TEST_CASE("are made with their scopes in order, each once") {
        const auto scopes = [](auto& x, std::vector<Permission> list) { x.scopes = std::move(list); };
        given_ada()
            .when(with(create_key(),
                       [&](auto& c) {
                           scopes(c, {order_stocks, view_stocks, order_stocks});
                       }),
                  "c1")
            .then({{with(created(),
                         [&](auto& e) {
                             scopes(e, {view_stocks, order_stocks});
                         }),
                    "c1"}});
        given_ada().when(until(after(1)), "c1").then({{created(bot, after(1)), "c1"}});
    }

    TEST_CASE("are refused when they are there, for nothing, or over before they begin") {
        given_ada().when(create_key()).when(create_key()).refused("key_exists");
        given_ada().when(with(create_key(), [](auto& c) { c.scopes.clear(); })).refused("scopes_missing");
        given_ada().when(until(noon)).refused("expiry_invalid");
    }

    TEST_CASE("are at most fifty; those that expired are revoked and make room") {
        auto scene = given_ada();
        for (int i = 10; i < 60; ++i)
            scene.when(i < 12 ? until(after(60), {"k" + std::to_string(i)}) : create_key({"k" + std::to_string(i)}));
        scene.when(create_key()).refused("too_many_keys");
        scene.at(after(60)).when(create_key(), "c1");
        scene.then({KeyRevoked{ada, {"k10"}, "it had expired"}, KeyRevoked{ada, {"k11"}, "it had expired"}, {created(), "c1"}});
        CHECK(scene.state().keys.size() == most_keys - 1);
    }

    TEST_CASE("take another secret, and are revoked for good") {
        given_ada()
            .when(create_key())
            .when(RotateKey{ada, bot, "hash2"}, "c1")
            .then({{KeyRotated{ada, bot, "hash2"}, "c1"}})
            .when(RevokeKey{ada, bot, "lost"}, "c2")
            .then({{KeyRevoked{ada, bot, "lost"}, "c2"}})
            .when(RevokeKey{ada, bot, "lost"})
            .refused("key_not_found")
            .when(RotateKey{ada, bot, "hash3"})
            .refused("key_not_found");
    }

    TEST_CASE("that have expired get no new secret, but can be revoked") {
        given_ada()
            .when(until(after(60)))
            .at(after(60))
            .when(RotateKey{ada, bot, "hash2"})
            .refused("key_not_found")
            .when(RevokeKey{ada, bot, ""}, "c1")
            .then({{KeyRevoked{ada, bot, ""}, "c1"}});
    }

    TEST_CASE("that never were are not found") {
        given_ada().when(RotateKey{ada, bot, "hash"}).refused("key_not_found");
        given_ada().when(RevokeKey{ada, bot, ""}).refused("key_not_found");
    }

    TEST_CASE("are for the person and the machine alone; who revokes them was asked before") {
        only_ada_or_the_machine(create_key());
        only_ada_or_the_machine(RotateKey{ada, bot, "hash"});
        given({}).by(desk).when(RevokeKey{ada, bot, ""}).refused("user_not_found");
        given({registered, Closed{ada}}).by(desk).when(RevokeKey{ada, bot, ""}).refused("user_not_found");
        given_ada().when(create_key()).by(by_bob).when(RevokeKey{ada, bot, ""}, "c1").then({{KeyRevoked{ada, bot, ""}, "c1"}});
    }
}

TEST_SUITE("auth: noting what is used") {
    TEST_CASE("is a fact for a session or a key") {
        auto scene = given_ada();
        scene.when(open()).when(create_key());
        scene.when(NoteUse{ada, laptop, {}, client}, "c1").then({{Used{ada, laptop, {}, client}, "c1"}});
        scene.when(NoteUse{ada, {}, bot, client}, "c2").then({{Used{ada, {}, bot, client}, "c2"}});
    }

    TEST_CASE("is refused for both, for none, and for what is not there any more") {
        auto scene = given_ada();
        scene.when(open()).when(until(after(60)));
        scene.when(NoteUse{ada, laptop, bot, client}).refused("use_invalid");
        scene.when(NoteUse{ada, {}, {}, client}).refused("use_invalid");
        scene.when(NoteUse{ada, phone, {}, client}).refused("session_not_found");
        scene.when(NoteUse{ada, {}, {{"other"}}, client}).refused("key_not_found");
        scene.at(after(60)).when(NoteUse{ada, {}, bot, client}).refused("key_not_found");
        scene.at(after(days(7))).when(NoteUse{ada, laptop, {}, client}).refused("session_not_found");
    }

    TEST_CASE("is for the person and the machine alone") { only_ada_or_the_machine(NoteUse{ada, laptop, {}, client}); }
}

TEST_SUITE("auth: the ring of keys") {
    TEST_CASE("changes as a whole, a key from next to current to retired") {
        const auto first = ring({key("a", current)}), second = ring({key("a", current), key("b", next)});
        const auto third = ring({key("a", retired), key("b", current), key("c", next)}), fourth = ring({key("b", current)});
        auto scene = machine({});
        for (const auto& c : {first, second, third, fourth}) scene.when(c, "c").then({{RingChanged{c.signing, c.sealing}, "c"}});
    }

    TEST_CASE("has one current key, at most one next, and no kid twice") {
        for (const auto& keys : {std::vector<SigningKey>{},
                                 {key("a", next)},
                                 {key("a", current), key("b", current)},
                                 {key("a", current), key("b", next), key("c", next)},
                                 {key("a", current), key("a", retired)}})
            machine({}).when(ring(keys)).refused("ring_invalid");
    }

    TEST_CASE("never has another key under a known kid, nor one again that was retired") {
        machine({}).when(ring({key("a", current)})).when(ring({{"a", "other", current}})).refused("key_changed");
        machine({})
            .when(ring({key("a", retired), key("b", current)}))
            .when(ring({key("a", current), key("b", retired)}))
            .refused("key_retired");
    }

    TEST_CASE("is changed by the machine alone") {
        given({}).when(ring({key("a", current)})).refused("permission_denied");
        given({}).by("owner:ring").when(ring({key("a", current)})).refused("permission_denied");
    }
}

}  // namespace andvari::auth
