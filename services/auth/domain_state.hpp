// What the rules know of a person's credentials, and of the keys of the ring: no secret, and nothing that tells of the person.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/auth.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::auth {

/// A token that was sent by mail, and has not been used.
struct Offer {
    std::string token_hash;
    Instant expires;
    static constexpr auto fields =
        json::fields(json::field("token_hash", &Offer::token_hash), json::field("expires", &Offer::expires));
};

/// A session that was not ended. Its refresh tokens are one family: each is the successor of the one before.
struct Session {
    Instant opened, refreshed;
    Instant expires;  ///< From then on it is over, without a fact.
    std::string refresh_hash;
    std::vector<std::string> earlier;  ///< The latest tokens before it, oldest first: the last one is its parent.

    bool open_at(Instant now) const { return now < expires; }
    static constexpr auto fields =
        json::fields(json::field("opened", &Session::opened), json::field("refreshed", &Session::refreshed),
                     json::field("expires", &Session::expires), json::field("refresh_hash", &Session::refresh_hash),
                     json::field("earlier", &Session::earlier));
};

/// An API key that was not revoked.
struct ApiKey {
    std::optional<Instant> expires;

    bool good_at(Instant now) const { return !expires || now < *expires; }
    static constexpr auto fields = json::fields(json::field("expires", &ApiKey::expires));
};

struct Person {
    bool registered = false;
    bool closed = false;
    bool verified = false;
    std::uint64_t password_revision = 0;  ///< 0: there is no password.
    std::vector<Offer> verifications;     ///< The latest, oldest first. They stay when the address is verified.
    std::vector<Offer> resets;            ///< The latest, oldest first.
    bool seed_offered = false;
    bool second_factor = false;
    std::int64_t totp_step = 0;                ///< The last one used, while there is a second factor.
    std::vector<std::string> recovery_hashes;  ///< Those not used yet, while there is a second factor.
    std::map<std::string, Session> sessions;   ///< By id.
    std::map<std::string, ApiKey> keys;        ///< By id.

    bool exists() const { return registered && !closed; }
    /// Null for one that is not there, or is over.
    const Session* open_session(const SessionId& id, Instant now) const {
        const auto found = sessions.find(id.text);
        return found != sessions.end() && found->second.open_at(now) ? &found->second : nullptr;
    }
    /// Null for one that is not there, or has expired.
    const ApiKey* good_key(const ApiKeyId& id, Instant now) const {
        const auto found = keys.find(id.text);
        return found != keys.end() && found->second.good_at(now) ? &found->second : nullptr;
    }
    static constexpr auto fields =
        json::fields(json::field("registered", &Person::registered), json::field("closed", &Person::closed),
                     json::field("verified", &Person::verified), json::field("password_revision", &Person::password_revision),
                     json::field("verifications", &Person::verifications), json::field("resets", &Person::resets),
                     json::field("seed_offered", &Person::seed_offered), json::field("second_factor", &Person::second_factor),
                     json::field("totp_step", &Person::totp_step), json::field("recovery_hashes", &Person::recovery_hashes),
                     json::field("sessions", &Person::sessions), json::field("keys", &Person::keys));
};

struct Ring {
    std::vector<SigningKey> signing;
    static constexpr auto fields = json::fields(json::field("signing", &Ring::signing));
};

/// The state of one aggregate. That is a person or, under the name "ring", the ring; the other half stays as it was made.
struct Identity : Person, Ring {
    static constexpr auto fields = json::joined(Person::fields, Ring::fields);
};
inline constexpr std::string_view ring_name = "ring";

// What several rules need.

Refusal user_not_found(const UserId&);
/// The same for whatever is wrong with a token, so that nothing can be learnt by trying.
Refusal token_invalid();
Refusal expiry_invalid();
/// True for the person and for the machine, once the person is registered and until the credentials are closed.
bool may_act(const Person&, const UserId&, const Given&);
/// The end of each open session but one, in the order of their ids.
Facts<Fact> end_sessions(const Person&, const UserId&, Instant now, Ending, const std::string& reason,
                         const std::optional<SessionId>& except = std::nullopt);

using IdentityImage = Identity;
inline Identity image(const Identity& identity) { return identity; }
inline Identity restore(const IdentityImage& image) { return image; }

}  // namespace andvari::auth
