// For the tests of security's rules: who there is.
#pragma once

#include "services/security/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::security::test {

inline const UserId ada{"ada"}, bob{"bob"}, carol{"carol"}, nobody{"nobody"};
inline const std::string by_ada = "owner:ada", by_bob = "owner:bob", by_carol = "owner:carol", machine = "system:desk";
inline const std::string why = "a good reason";
using Names = std::vector<std::string>;

inline Standing standing(UserId user, Names roles, std::uint64_t revision, Status status = Status::active,
                         std::string reason = why) {
    return {std::move(user), std::move(roles), status, revision, std::move(reason)};
}
inline RoleDefined defined(std::string role, PermissionSet permissions, std::uint64_t revision,
                           std::string reason = "there from the beginning") {
    return {std::move(role), permissions.list(), revision, std::move(reason)};
}
inline RoleDefined admin_role_defined() { return defined("admin", admin_permissions, 1); }
inline RoleDefined member_role_defined() { return defined("member", member_permissions, 2); }

using Told = eventing::Scenario<Access, Command, Fact>;
/// Before the first command.
inline Told given_nothing() { return std::move(Told{}.by(machine)); }
/// Ada administers, Bob is a member, Carol is one who is deactivated; the last revision is 6. Ada commands.
inline Told given_three() {
    return std::move(Told{{admin_role_defined(), member_role_defined(), Admitted{standing(ada, {"member"}, 3)},
                           Granted{standing(ada, {"admin", "member"}, 4), "admin"}, Admitted{standing(bob, {"member"}, 5)},
                           Admitted{standing(carol, {"member"}, 6, Status::deactivated)}}}
                         .by(by_ada));
}
/// The same, and Bob administers, too; the last revision is 7.
inline Told given_two_administrators() {
    auto told = given_three();
    told.when(Grant{bob, "admin", why});
    return told;
}

}  // namespace andvari::security::test
