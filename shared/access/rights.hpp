// Who may do what, as far as security's facts have been seen: the replica that every deciding service keeps.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "events/security.hpp"
#include "shared/access/grants.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari {

/// A user's id of an actor "owner:<user>"; empty for any other actor.
std::string_view user_of(std::string_view actor);

Refusal permission_denied(Permission);

class Rights {
public:
    /// Facts may come in any order, and again: the one with the highest revision counts, for each user and each role.
    /// Answers the key to remember the fact by (see typed_context.hpp).
    std::optional<std::string> learn(const security::Fact&);

    /// What the user may do now: nothing for one who is unknown, deactivated or erased.
    PermissionSet of(std::string_view user) const;
    /// Whether anything was ever heard of the user; also of who was erased.
    bool knows(std::string_view user) const { return users_.contains(user); }
    /// Known to be deactivated or erased. Who is unknown is not: the first fact of somebody new may still be on its way.
    bool shut_out(std::string_view user) const;
    std::uint64_t revision() const { return revision_; }

    /// Nothing when the command's actor may do this, otherwise permission_denied. The machine's own actors (system:…) may do
    /// everything. An owner needs it by this replica and by the grants that came with the command, where some came: those narrow
    /// what is known here, and never widen it. A command with newer grants was held back for a moment (see
    /// shared/eventing/put_off.hpp), so that facts on their way count.
    std::optional<Refusal> refuse(const Given&, Permission) const;

private:
    /// Finds a text without making a string of it.
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Role {
        PermissionSet permissions;
        std::uint64_t revision = 0;
    };
    struct User {
        std::vector<std::string> roles;
        bool active = false;
        std::uint64_t revision = 0;
    };

    std::map<std::string, Role, std::less<>> roles_;
    std::unordered_map<std::string, User, TextHash, std::equal_to<>> users_;
    std::uint64_t revision_ = 0;
};

}  // namespace andvari
