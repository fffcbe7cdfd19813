// API keys, the use of keys and sessions, and the keys of the machine.
#include <algorithm>
#include <set>

#include "services/auth/domain.hpp"

namespace andvari::auth {
namespace {
Refusal key_not_found(const ApiKeyId& key) { return {"key_not_found", "no key " + key.text}; }

std::optional<Refusal> trouble_with_ring(const std::vector<SigningKey>& keys) {
    const auto count = [&](KeyState state) { return std::ranges::count(keys, state, &SigningKey::state); };
    std::set<std::string_view> kids;
    for (const auto& key : keys) kids.insert(key.kid);
    if (count(KeyState::current) != 1) return Refusal{"ring_invalid", "exactly one key is current"};
    if (count(KeyState::next) > 1) return Refusal{"ring_invalid", "at most one key is next"};
    if (kids.size() != keys.size()) return Refusal{"ring_invalid", "no kid stands twice"};
    return std::nullopt;
}
}  // namespace

Decision<Fact> decide(const Person& person, const CreateKey& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (person.keys.contains(c.key.text)) return Refusal{"key_exists", "key " + c.key.text + " exists"};
    if (c.scopes.empty()) return Refusal{"scopes_missing", "a key is for something: give it scopes"};
    if (c.expires && *c.expires <= given.time) return expiry_invalid();
    Facts<Fact> facts;
    for (const auto& [id, key] : person.keys)
        if (!key.good_at(given.time)) facts.emplace_back(KeyRevoked{c.user, {id}, "it had expired"});
    if (person.keys.size() - facts.size() >= most_keys)
        return Refusal{"too_many_keys", "there are at most 50 keys: revoke one first"};
    facts.emplace_back(KeyCreated{c.user, c.key, c.secret_hash, PermissionSet{std::span{c.scopes}}.list(), c.expires, c.details},
                       given.command);
    return facts;
}

Decision<Fact> decide(const Person& person, const RotateKey& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (person.good_key(c.key, given.time) == nullptr) return key_not_found(c.key);
    return Facts<Fact>{{KeyRotated{c.user, c.key, c.secret_hash}, given.command}};
}

Decision<Fact> decide(const Person& person, const RevokeKey& c, const Given& given) {
    if (!person.exists()) return user_not_found(c.user);
    if (!person.keys.contains(c.key.text)) return key_not_found(c.key);
    return Facts<Fact>{{KeyRevoked{c.user, c.key, c.reason}, given.command}};
}

Decision<Fact> decide(const Person& person, const NoteUse& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (c.session.has_value() == c.key.has_value())
        return Refusal{"use_invalid", "either a session or a key is used, and one of them is named"};
    if (c.session && person.open_session(*c.session, given.time) == nullptr)
        return Refusal{"session_not_found", "no open session " + c.session->text};
    if (c.key && person.good_key(*c.key, given.time) == nullptr) return key_not_found(*c.key);
    return Facts<Fact>{{Used{c.user, c.session, c.key, c.client}, given.command}};
}

Decision<Fact> decide(const Ring& ring, const ChangeRing& c, const Given& given) {
    if (!is_operator(given.actor)) return Refusal{"permission_denied", "only the machine itself changes its keys"};
    if (auto trouble = trouble_with_ring(c.signing)) return *trouble;
    for (const auto& before : ring.signing) {
        const auto now = std::ranges::find(c.signing, before.kid, &SigningKey::kid);
        if (now == c.signing.end()) continue;
        if (now->public_key != before.public_key) return Refusal{"key_changed", "key " + before.kid + " is another one"};
        if (before.state == KeyState::retired && now->state != KeyState::retired)
            return Refusal{"key_retired", "key " + before.kid + " was retired"};
    }
    return Facts<Fact>{{RingChanged{c.signing, c.sealing}, given.command}};
}

void evolve(Person& person, const KeyCreated& e) { person.keys[e.key.text] = {e.expires}; }
void evolve(Person&, const KeyRotated&) {}
void evolve(Person& person, const KeyRevoked& e) { person.keys.erase(e.key.text); }
void evolve(Person&, const Used&) {}
void evolve(Ring& ring, const RingChanged& e) { ring.signing = e.signing; }

}  // namespace andvari::auth
