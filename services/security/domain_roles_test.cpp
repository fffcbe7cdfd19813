#include "services/security/domain_story.hpp"

namespace andvari::security {
namespace {
using namespace test;
}

TEST_SUITE("security: granting") {
    TEST_CASE("gives the role, and everything it allows") {
        auto told = given_three();
        told.when(Grant{bob, "admin", why}, "c1").then({{Granted{standing(bob, {"admin", "member"}, 7), "admin"}, "c1"}});
        CHECK(told.state().permissions_of("bob") == (PermissionSet{admin_permissions} |= member_permissions));
    }

    TEST_CASE("is the power over all roles: who manages them grants more than they may do") {
        given_three()
            .when(DefineRole{"auditor", {Permission::view_all_accounts}, why})
            .when(Grant{bob, "auditor", why}, "c1")
            .then({{Granted{standing(bob, {"auditor", "member"}, 8), "auditor"}, "c1"}});
    }

    TEST_CASE("to who is deactivated counts when they are active again") {
        auto told = given_three();
        told.when(Grant{carol, "admin", why});
        CHECK(told.state().permissions_of("carol").empty());
        told.when(Reactivate{carol, why});
        CHECK(told.state().permissions_of("carol").has(Permission::manage_roles));
    }

    TEST_CASE("by the machine admits who is unknown") {
        given_nothing()
            .when(Grant{ada, "admin", why}, "c1")
            .then({admin_role_defined(),
                   member_role_defined(),
                   Admitted{standing(ada, {"member"}, 3)},
                   {Granted{standing(ada, {"admin", "member"}, 4), "admin"}, "c1"}});
        given_nothing()
            .when(Grant{ada, "member", why}, "c1")
            .then({admin_role_defined(), member_role_defined(), {Admitted{standing(ada, {"member"}, 3)}, "c1"}});
    }

    TEST_CASE("is refused for a role that is unknown, or held already, and a name that facts about roles have") {
        given_three().when(Grant{bob, "king", why}).refused("role_not_found");
        given_three().when(Grant{bob, "member", why}).refused("role_already_granted");
        given_three().by(machine).when(Grant{{"roles"}, "admin", why}).refused("user_invalid");
    }
}

TEST_SUITE("security: revoking") {
    TEST_CASE("takes the role, and what only it allowed") {
        auto told = given_two_administrators();
        told.when(Revoke{bob, "admin", why}, "c1").then({{Revoked{standing(bob, {"member"}, 8), "admin"}, "c1"}});
        CHECK(told.state().permissions_of("bob") == member_permissions);
        told.when(Revoke{bob, "member", why}, "c2").then({{Revoked{standing(bob, {}, 9), "member"}, "c2"}});
    }

    TEST_CASE("is refused for a role that is unknown, or not held") {
        given_three().when(Revoke{bob, "king", why}).refused("role_not_found");
        given_three().when(Revoke{bob, "admin", why}).refused("role_not_granted");
    }

    TEST_CASE("leaves the last active administrator in office") {
        given_three().when(Revoke{ada, "admin", why}).refused("last_administrator");
        given_three().by(machine).when(Revoke{ada, "admin", why}).refused("last_administrator");
        given_three().when(Revoke{ada, "member", why}).then({{Revoked{standing(ada, {"admin"}, 7), "member"}, "command"}});
        given_two_administrators()
            .when(Revoke{ada, "admin", why})
            .then({{Revoked{standing(ada, {"member"}, 8), "admin"}, "command"}});
    }

    TEST_CASE("an administrator who is deactivated is no other administrator, and may lose the role") {
        auto told = given_two_administrators();
        told.when(Deactivate{bob, why}).when(Revoke{ada, "admin", why}).refused("last_administrator");
        told.when(Revoke{bob, "admin", why}, "c1")
            .then({{Revoked{standing(bob, {"member"}, 9, Status::deactivated), "admin"}, "c1"}});
    }
}

TEST_SUITE("security: roles") {
    TEST_CASE("a role is made, and made anew with other permissions, each once and in their order") {
        auto told = given_three();
        using enum Permission;
        told.when(DefineRole{"support", {view_audit_logs, view_users, view_users}, why}, "c1")
            .then({{defined("support", {view_users, view_audit_logs}, 7, why), "c1"}});
        told.when(Grant{bob, "support", why})
            .when(DefineRole{"support", {}, why}, "c2")
            .then({{defined("support", {}, 9, why), "c2"}});
        CHECK(told.state().permissions_of("bob") == member_permissions);
    }

    TEST_CASE("a role is refused with a name that is none, one too many, or an admin who cannot manage roles") {
        given_three().when(DefineRole{"", {}, why}).refused("role_invalid");
        given_three().when(DefineRole{"a,b", {}, why}).refused("role_invalid");
        given_three().when(DefineRole{"admin", {Permission::view_users}, why}).refused("manage_roles_missing");
        auto told = given_three();
        for (std::size_t i = 2; i < most_roles; ++i) told.when(DefineRole{"role-" + std::to_string(i), {}, why});
        told.when(DefineRole{"one-more", {}, why}).refused("too_many_roles");
        CHECK(told.when(DefineRole{"member", {}, why}).facts().size() == 1);
    }

    TEST_CASE("a role that nobody has is removed") {
        auto told = given_three();
        told.when(DefineRole{"support", {}, why})
            .when(RemoveRole{"support", why}, "c1")
            .then({{RoleRemoved{"support", 8, why}, "c1"}});
        told.when(Grant{bob, "support", why}).refused("role_not_found");
    }

    TEST_CASE("a role is not removed that is unknown, there from the beginning, or in use, even by who is deactivated") {
        given_three().when(RemoveRole{"king", why}).refused("role_not_found");
        given_three().when(RemoveRole{"member", why}).refused("role_is_built_in");
        given_three().when(RemoveRole{"admin", why}).refused("role_is_built_in");
        auto told = given_three();
        told.when(DefineRole{"support", {}, why}).when(Grant{carol, "support", why});
        told.when(RemoveRole{"support", why}).refused("role_in_use");
        told.when(Forget{carol}).when(RemoveRole{"support", why}, "c1").then({{RoleRemoved{"support", 10, why}, "c1"}});
    }
}

}  // namespace andvari::security
