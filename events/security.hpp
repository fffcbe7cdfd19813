// Who may do what: roles, who has them, who is shut out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/access/permission.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"

namespace andvari::security {

enum class Status { active, deactivated, erased };

// Commands from outside, on cmd.security.<user>.<verb>. Each says why, for those who read the record later.

/// cmd.security.<user>.admit: only the machine itself; makes somebody a member. Nothing happens to who is known already.
struct Admit {
    UserId user;
    std::string reason;
    static constexpr std::string_view type = "andvari.security.admit.v1";
    static constexpr auto fields = json::fields(json::field("user", &Admit::user), json::field("reason", &Admit::reason));
};

/// cmd.security.<user>.grant
struct Grant {
    UserId user;
    std::string role, reason;
    static constexpr std::string_view type = "andvari.security.grant.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &Grant::user), json::field("role", &Grant::role), json::field("reason", &Grant::reason));
};

/// cmd.security.<user>.revoke
struct Revoke {
    UserId user;
    std::string role, reason;
    static constexpr std::string_view type = "andvari.security.revoke.v1";
    static constexpr auto fields = json::fields(json::field("user", &Revoke::user), json::field("role", &Revoke::role),
                                                json::field("reason", &Revoke::reason));
};

/// cmd.security.<user>.deactivate: the user may do nothing any more, until reactivated.
struct Deactivate {
    UserId user;
    std::string reason;
    static constexpr std::string_view type = "andvari.security.deactivate.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &Deactivate::user), json::field("reason", &Deactivate::reason));
};

/// cmd.security.<user>.reactivate
struct Reactivate {
    UserId user;
    std::string reason;
    static constexpr std::string_view type = "andvari.security.reactivate.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &Reactivate::user), json::field("reason", &Reactivate::reason));
};

/// cmd.security.roles.define_role: makes a role, or gives one other permissions.
struct DefineRole {
    std::string role;  ///< is_token
    std::vector<Permission> permissions;
    std::string reason;
    std::string addressee() const { return "roles"; }
    static constexpr std::string_view type = "andvari.security.define_role.v1";
    static constexpr auto fields =
        json::fields(json::field("role", &DefineRole::role), json::field("permissions", &DefineRole::permissions),
                     json::field("reason", &DefineRole::reason));
};

/// cmd.security.roles.remove_role
struct RemoveRole {
    std::string role, reason;
    std::string addressee() const { return "roles"; }
    static constexpr std::string_view type = "andvari.security.remove_role.v1";
    static constexpr auto fields =
        json::fields(json::field("role", &RemoveRole::role), json::field("reason", &RemoveRole::reason));
};

// Facts, on evt.security.<user>.<fact> and evt.security.roles.<fact>. Each carries the whole result and a revision: 1 for the
// first fact of all, one more for each after it. So a replica needs only the latest fact of a user or a role, whatever it is.

/// What the facts about a user have in common.
struct Standing {
    UserId user;
    std::vector<std::string> roles;  ///< Afterwards, sorted.
    Status status{};                 ///< Afterwards.
    std::uint64_t revision = 0;
    std::string reason;
};
#define ANDVARI_STANDING_FIELDS(T)                                                                     \
    json::field("user", &T::user), json::field("roles", &T::roles), json::field("status", &T::status), \
        json::field("revision", &T::revision), json::field("reason", &T::reason)

struct Admitted : Standing {
    static constexpr std::string_view type = "andvari.security.admitted.v1";
    static constexpr auto fields = json::fields(ANDVARI_STANDING_FIELDS(Admitted));
};
struct Granted : Standing {
    std::string role;
    static constexpr std::string_view type = "andvari.security.granted.v1";
    static constexpr auto fields = json::fields(ANDVARI_STANDING_FIELDS(Granted), json::field("role", &Granted::role));
};
struct Revoked : Standing {
    std::string role;
    static constexpr std::string_view type = "andvari.security.revoked.v1";
    static constexpr auto fields = json::fields(ANDVARI_STANDING_FIELDS(Revoked), json::field("role", &Revoked::role));
};
struct Deactivated : Standing {
    static constexpr std::string_view type = "andvari.security.deactivated.v1";
    static constexpr auto fields = json::fields(ANDVARI_STANDING_FIELDS(Deactivated));
};
struct Reactivated : Standing {
    static constexpr std::string_view type = "andvari.security.reactivated.v1";
    static constexpr auto fields = json::fields(ANDVARI_STANDING_FIELDS(Reactivated));
};
/// The user was erased: no roles, for ever.
struct Forgotten : Standing {
    static constexpr std::string_view type = "andvari.security.forgotten.v1";
    static constexpr auto fields = json::fields(ANDVARI_STANDING_FIELDS(Forgotten));
};
#undef ANDVARI_STANDING_FIELDS

struct RoleDefined {
    std::string role;
    std::vector<Permission> permissions;  ///< In the order of the enumeration, none twice.
    std::uint64_t revision = 0;
    std::string reason;
    static constexpr std::string_view type = "andvari.security.role_defined.v1";
    static constexpr auto fields =
        json::fields(json::field("role", &RoleDefined::role), json::field("permissions", &RoleDefined::permissions),
                     json::field("revision", &RoleDefined::revision), json::field("reason", &RoleDefined::reason));
};
struct RoleRemoved {
    std::string role;
    std::uint64_t revision = 0;
    std::string reason;
    static constexpr std::string_view type = "andvari.security.role_removed.v1";
    static constexpr auto fields =
        json::fields(json::field("role", &RoleRemoved::role), json::field("revision", &RoleRemoved::revision),
                     json::field("reason", &RoleRemoved::reason));
};

struct CommandRefused {
    std::string subject;  ///< The user, or "roles".
    std::string code, reason;
    static constexpr std::string_view type = "andvari.security.command_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("subject", &CommandRefused::subject), json::field("code", &CommandRefused::code),
                     json::field("reason", &CommandRefused::reason));
};

using Fact =
    std::variant<Admitted, Granted, Revoked, Deactivated, Reactivated, Forgotten, RoleDefined, RoleRemoved, CommandRefused>;

}  // namespace andvari::security

template <>
struct andvari::json::EnumNames<andvari::security::Status> {
    static constexpr std::array<std::string_view, 3> names{"active", "deactivated", "erased"};
};
