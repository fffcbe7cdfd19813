// The rules of who may do what. Pure: no clock, no chance, no I/O.
//
// There is one aggregate, because some rules look at everybody. Always true: the roles member and admin exist, and admin holds
// manage_roles; whoever is admitted is a member; of the facts each carries the next revision.
//
// The permission manage_roles is the power over all roles, also those that allow more than its holder may do: an administrator
// does not trade, but makes members. The machine's own actors (system:…) may do everything here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/security.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::security {

// Commands that the context gives to itself, in answer to facts of others.

/// Somebody registered.
struct Welcome {
    UserId user;
};
/// Somebody is to be forgotten.
struct Forget {
    UserId user;
};

using Outside = std::variant<Admit, Grant, Revoke, Deactivate, Reactivate, DefineRole, RemoveRole>;
using Command = std::variant<Admit, Grant, Revoke, Deactivate, Reactivate, DefineRole, RemoveRole, Welcome, Forget>;

inline constexpr std::size_t most_roles = 64;
/// Facts about roles stand where a user of this name would: there is none.
inline constexpr std::string_view roles_subject = "roles";

struct User {
    std::vector<std::string> roles;  ///< Sorted.
    Status status{};
    bool has(std::string_view role) const;
    static constexpr auto fields = json::fields(json::field("roles", &User::roles), json::field("status", &User::status));
};

struct Access {
    std::uint64_t revision = 0;  ///< Of the last fact; 0 before the first.
    /// Those that there are from the beginning are said by the first two facts, whatever the first command.
    std::map<std::string, std::vector<Permission>, std::less<>> roles = built_in();
    std::map<std::string, User, std::less<>> users;  ///< By id; erased ones, too.

    static std::map<std::string, std::vector<Permission>, std::less<>> built_in();
    /// Null for who is unknown or erased.
    const User* find(std::string_view user) const;
    /// Of all roles together; nothing for who is not active.
    PermissionSet permissions_of(std::string_view user) const;
    /// True for an active administrator beside whom there is no other.
    bool is_last_administrator(std::string_view user) const;
};

// People give a reason (see shared/access/reason.hpp), the machine may. Where a permission is named, who has not got it is
// refused first of all, with permission_denied: by this state, and by the grants that came with the command.

/// Refused, in this order: permission_denied (only the machine admits), reason_invalid, user_invalid ("roles"), user_not_found
/// (erased). Who is known already is answered the same, and nothing changes.
Decision<Fact> decide(const Access&, const Admit&, const Given&);
/// Needs manage_roles. Refused, in this order: reason_missing, reason_invalid, role_not_found, user_invalid, user_not_found (also
/// erased), role_already_granted. Where the machine grants to somebody unknown, that one is admitted first.
Decision<Fact> decide(const Access&, const Grant&, const Given&);
/// Needs manage_roles. Refused, in this order: reason_missing, reason_invalid, role_not_found, user_not_found (also erased),
/// role_not_granted, last_administrator (of the role admin).
Decision<Fact> decide(const Access&, const Revoke&, const Given&);
/// Needs deactivate_users. Refused, in this order: reason_missing, reason_invalid, user_not_found (also erased), own_account,
/// user_already_deactivated, last_administrator.
Decision<Fact> decide(const Access&, const Deactivate&, const Given&);
/// Needs reactivate_users. Refused, in this order: reason_missing, reason_invalid, user_not_found (also erased),
/// user_already_active.
Decision<Fact> decide(const Access&, const Reactivate&, const Given&);
/// Needs manage_roles. Refused, in this order: reason_missing, reason_invalid, role_invalid (no token), too_many_roles,
/// manage_roles_missing (of the role admin).
Decision<Fact> decide(const Access&, const DefineRole&, const Given&);
/// Needs manage_roles. Refused, in this order: reason_missing, reason_invalid, role_not_found, role_is_built_in, role_in_use.
Decision<Fact> decide(const Access&, const RemoveRole&, const Given&);
// These are never refused; what was done before is an empty list. A person may be erased whoever it is: where no administrator
// is left, the machine grants the role to another. Who is forgotten before being known is not admitted afterwards.
Decision<Fact> decide(const Access&, const Welcome&, const Given&);
Decision<Fact> decide(const Access&, const Forget&, const Given&);

/// Each fact about a user says how the user stands afterwards.
void evolve(Access&, const Standing&);
void evolve(Access&, const RoleDefined&);
void evolve(Access&, const RoleRemoved&);
void evolve(Access&, const CommandRefused&);

/// "access", always.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The user, or "roles".
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// CommandRefused; Welcome and Forget: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

/// Access as a snapshot keeps it.
struct AccessImage {
    std::uint64_t revision = 0;
    std::map<std::string, std::vector<Permission>> roles;
    std::map<std::string, User> users;
    static constexpr auto fields =
        json::fields(json::field("revision", &AccessImage::revision), json::field("roles", &AccessImage::roles),
                     json::field("users", &AccessImage::users));
};
AccessImage image(const Access&);
Access restore(const AccessImage&);

}  // namespace andvari::security
