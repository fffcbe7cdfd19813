// Persons, their sessions and their keys, as answers show them: what is sealed opened.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/api/persons.hpp"
#include "services/security/access_view.hpp"

namespace andvari::gateway {

/// What tells of the person is absent where it was never said, and where the person was erased.
struct Person {
    UserId id;
    security::Status status{};
    std::vector<std::string> roles;
    bool registered = false;
    bool email_verified = false;
    bool second_factor = false;
    std::optional<Instant> registered_at;
    std::optional<std::string> email, first_name, last_name, display_name;
    static constexpr auto fields =
        json::fields(json::field("id", &Person::id), json::field("status", &Person::status), json::field("roles", &Person::roles),
                     json::field("registered", &Person::registered), json::field("email_verified", &Person::email_verified),
                     json::field("second_factor", &Person::second_factor), json::field("registered_at", &Person::registered_at),
                     json::field("email", &Person::email), json::field("first_name", &Person::first_name),
                     json::field("last_name", &Person::last_name), json::field("display_name", &Person::display_name));
};
Person shown(const security::UserRow&, Persons&);

struct ShownSession {
    SessionId id;
    auth::Method method{};
    Instant opened, used, expires;
    bool current = false;  ///< The one that asks.
    std::optional<std::string> address, device;
    std::optional<auth::Ending> ending;
    std::optional<Instant> ended;
    static constexpr auto fields =
        json::fields(json::field("id", &ShownSession::id), json::field("method", &ShownSession::method),
                     json::field("opened", &ShownSession::opened), json::field("used", &ShownSession::used),
                     json::field("expires", &ShownSession::expires), json::field("current", &ShownSession::current),
                     json::field("address", &ShownSession::address), json::field("device", &ShownSession::device),
                     json::field("ending", &ShownSession::ending), json::field("ended", &ShownSession::ended));
};
ShownSession shown(const security::SessionRow&, Persons&, const std::optional<SessionId>& current);

struct ShownKey {
    ApiKeyId id;
    std::optional<std::string> name;
    std::vector<Permission> scopes;
    std::optional<std::vector<std::string>> addresses;  ///< It may be used from these only.
    Instant created;
    std::optional<Instant> expires, used, revoked;
    std::optional<std::string> address, device;  ///< Of the last use.
    static constexpr auto fields =
        json::fields(json::field("id", &ShownKey::id), json::field("name", &ShownKey::name),
                     json::field("scopes", &ShownKey::scopes), json::field("addresses", &ShownKey::addresses),
                     json::field("created", &ShownKey::created), json::field("expires", &ShownKey::expires),
                     json::field("used", &ShownKey::used), json::field("revoked", &ShownKey::revoked),
                     json::field("address", &ShownKey::address), json::field("device", &ShownKey::device));
};
ShownKey shown(const security::KeyRow&, Persons&);

struct ShownAct {
    std::uint64_t place = 0;  ///< Grows.
    Instant time;
    std::string actor, act;
    std::optional<UserId> user;
    std::optional<std::string> role;
    std::string reason;
    static constexpr auto fields = json::fields(json::field("place", &ShownAct::place), json::field("time", &ShownAct::time),
                                                json::field("actor", &ShownAct::actor), json::field("act", &ShownAct::act),
                                                json::field("user", &ShownAct::user), json::field("role", &ShownAct::role),
                                                json::field("reason", &ShownAct::reason));
};
ShownAct shown(const security::ActRow&);

/// Nothing where there is none, or it cannot be opened.
std::optional<user::Profile> profile_of(const security::UserRow&, Persons&);
/// The usual ones where there are none.
user::Preferences preferences_of(const security::UserRow&, Persons&);

}  // namespace andvari::gateway
