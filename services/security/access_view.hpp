// Who there is, what each may do, and by what they come in: for the door, which asks it at every request, and for
// administrators. What tells of a person stands here only sealed, as in the facts; the door opens it with the person's key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/auth.hpp"
#include "events/security.hpp"
#include "events/user.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::security {

/// What somebody may do now.
struct AccessRow {
    Status status{};
    PermissionSet permissions;   ///< Of all roles together; empty unless active.
    std::uint64_t revision = 0;  ///< The highest of security's facts seen: goes into Grants.
};

struct UserRow {
    UserId id;
    Status status{};
    std::vector<std::string> roles;
    bool registered = false;  ///< False for who was only admitted: the owner of a configured key.
    bool verified = false;    ///< The e-mail address.
    bool second_factor = false;
    std::optional<Instant> registered_at;
    std::optional<std::string> email, profile, preferences;  ///< Sealed.
};

struct SessionRow {
    SessionId id;
    UserId user;
    auth::Method method{};
    Instant opened, expires, used;
    std::string client;  ///< Sealed, as of the last use.
    std::optional<auth::Ending> ending;
    std::optional<Instant> ended;
};

struct KeyRow {
    ApiKeyId id;
    UserId user;
    std::string secret_hash;
    PermissionSet scopes;
    Instant created;
    std::optional<Instant> expires, used, revoked;
    std::string details;                ///< Sealed.
    std::optional<std::string> client;  ///< Sealed, as of the last use.
};

struct RoleRow {
    std::string role;
    std::vector<Permission> permissions;
    std::int64_t members = 0;  ///< Users who have it, erased ones not counted.
};

/// An act of administration: any fact of security but a refusal, with who did it.
struct ActRow {
    std::uint64_t place = 0;  ///< Grows: the cursor.
    Instant time;
    std::string actor, act;  ///< act: "granted", "deactivated", "role_defined", …
    std::optional<UserId> user;
    std::optional<std::string> role;
    std::string reason;
};

/// Open sessions and keys are those that are good at the moment asked for.
struct Counts {
    std::int64_t users = 0, active = 0, deactivated = 0, erased = 0, administrators = 0, open_sessions = 0, keys = 0;
};

class AccessView final : public eventing::View {
public:
    /// Nothing for who is unknown.
    static std::optional<AccessRow> access(store::Database&, const UserId&);
    static std::uint64_t revision(store::Database&);

    /// Nothing for who was never admitted.
    static std::optional<UserRow> user(store::Database&, const UserId&);
    /// By id, beginning after `after` (empty: with the first). Erased ones are listed, too.
    static std::vector<UserRow> users(store::Database&, std::string_view after, std::int64_t limit);

    static std::optional<SessionRow> session(store::Database&, const SessionId&);
    /// Newest first. With `open_at`, only those that are open at that time: neither ended nor expired. `before` is the cursor:
    /// the last id of the page before.
    static std::vector<SessionRow> sessions(store::Database&, const UserId&, std::optional<Instant> open_at,
                                            const std::optional<SessionId>& before, std::int64_t limit);

    static std::optional<KeyRow> key(store::Database&, const ApiKeyId&);
    /// By id; revoked ones, too.
    static std::vector<KeyRow> keys(store::Database&, const UserId&, std::string_view after, std::int64_t limit);

    static std::vector<RoleRow> roles(store::Database&);
    /// Newest first.
    static std::vector<ActRow> acts(store::Database&, std::optional<std::uint64_t> before, std::int64_t limit);
    static Counts counts(store::Database&, Instant now);
    /// Nothing before the desk has made its keys.
    static std::optional<auth::RingChanged> ring(store::Database&);

    std::string_view name() const override { return "access"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
};

}  // namespace andvari::security
