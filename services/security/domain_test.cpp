#include "services/security/domain.hpp"

#include "services/security/domain_story.hpp"

namespace andvari::security {
namespace {
using namespace test;

/// What somebody can do to somebody, each with a good reason.
std::vector<std::pair<Command, Permission>> acts() {
    return {{Grant{bob, "admin", why}, Permission::manage_roles},       {Revoke{bob, "member", why}, Permission::manage_roles},
            {Deactivate{bob, why}, Permission::deactivate_users},       {Reactivate{carol, why}, Permission::reactivate_users},
            {DefineRole{"support", {}, why}, Permission::manage_roles}, {RemoveRole{"member", why}, Permission::manage_roles}};
}
Command with_reason(Command command, const std::string& reason) {
    std::visit(
        [&](auto& c) {
            if constexpr (requires { c.reason; }) c.reason = reason;
        },
        command);
    return command;
}
}  // namespace

TEST_SUITE("security: admitting") {
    TEST_CASE("the first command of all says first which roles there are from the beginning") {
        given_nothing()
            .when(Admit{ada, why}, "c1")
            .then({admin_role_defined(), member_role_defined(), {Admitted{standing(ada, {"member"}, 3)}, "c1"}});
        given_nothing()
            .when(DefineRole{"support", {Permission::view_users}, why}, "c1")
            .then({admin_role_defined(), member_role_defined(), {defined("support", {Permission::view_users}, 3, why), "c1"}});
    }

    TEST_CASE("makes a member, whom a reason need not be given for") {
        given_three()
            .by(machine)
            .when(Admit{nobody, ""}, "c1")
            .then({{Admitted{standing(nobody, {"member"}, 7, Status::active, "")}, "c1"}});
    }

    TEST_CASE("changes nothing for who is known already, and says so") {
        given_three().by(machine).when(Admit{ada, why}, "c1").then({{Admitted{standing(ada, {"admin", "member"}, 7)}, "c1"}});
        given_three()
            .by(machine)
            .when(Admit{carol, why}, "c1")
            .then({{Admitted{standing(carol, {"member"}, 7, Status::deactivated)}, "c1"}});
    }

    TEST_CASE("is for the machine alone") {
        given_three().when(Admit{nobody, why}).refused("permission_denied");
        given_three().by(by_bob).when(Admit{nobody, why}).refused("permission_denied");
        given_three().by("").when(Admit{nobody, why}).refused("permission_denied");
    }

    TEST_CASE("is refused for a bad reason, a name that facts about roles have, and who was erased") {
        given_three().by(machine).when(Admit{nobody, "a\nb"}).refused("reason_invalid");
        given_three().by(machine).when(Admit{{"roles"}, why}).refused("user_invalid");
        given_three().when(Forget{bob}).by(machine).when(Admit{bob, why}).refused("user_not_found");
    }
}

TEST_SUITE("security: whatever is done to somebody") {
    TEST_CASE("needs its permission") {
        for (const auto& [command, needed] : acts()) {
            given_three().by(by_bob).when(command).refused("permission_denied");
            given_three().by(by_carol).when(command).refused("permission_denied");
            given_three().by("owner:nobody").when(command).refused("permission_denied");
            given_three().by("somebody").when(command).refused("permission_denied");
        }
    }

    TEST_CASE("is not for an administrator who is deactivated, or was erased") {
        for (const auto& [command, needed] : acts()) {
            given_two_administrators().when(Deactivate{bob, why}).by(by_bob).when(command).refused("permission_denied");
            given_two_administrators().when(Forget{bob}).by(by_bob).when(command).refused("permission_denied");
        }
    }

    TEST_CASE("is not for a key of an administrator without that scope, and no scope gives what its owner has not") {
        for (const auto& [command, needed] : acts()) {
            auto others = PermissionSet{};
            for (const auto permission : PermissionSet::all().list())
                if (permission != needed) others.add(permission);
            given_three().with(Grants{6, others}).when(command).refused("permission_denied");
            given_three().by(by_bob).with(Grants{999, PermissionSet::all()}).when(command).refused("permission_denied");
            CHECK_FALSE(given_three().with(Grants{6, {needed}}).when(with_reason(command, "")).state().roles.empty());
            given_three().with(Grants{6, {needed}}).when(with_reason(command, "")).refused("reason_missing");
        }
    }

    TEST_CASE("needs a reason from people, in at most 512 characters and one line") {
        for (const auto& [command, needed] : acts()) {
            given_three().when(with_reason(command, "")).refused("reason_missing");
            given_three().when(with_reason(command, "  ")).refused("reason_missing");
            given_three().when(with_reason(command, std::string(513, 'x'))).refused("reason_invalid");
            given_three().when(with_reason(command, "a\tb")).refused("reason_invalid");
            given_three().by(machine).when(with_reason(command, "a\x7F")).refused("reason_invalid");
        }
        std::string umlauts;
        for (int i = 0; i < 512; ++i) umlauts += "\xc3\xa4";
        CHECK(given_three().when(Deactivate{bob, umlauts}).facts().size() == 1);
    }

    TEST_CASE("is refused of somebody who is unknown, or was erased") {
        const std::vector<Command> of_nobody{Grant{nobody, "admin", why}, Revoke{nobody, "member", why}, Deactivate{nobody, why},
                                             Reactivate{nobody, why}};
        for (const auto& command : of_nobody) {
            given_three().when(command).refused("user_not_found");
            given_three().when(Forget{nobody}).when(command).refused("user_not_found");
            given_three().when(Forget{nobody}).by(machine).when(command).refused("user_not_found");
        }
    }
}

TEST_SUITE("security: shutting out") {
    TEST_CASE("deactivating takes everything away and keeps the roles, and reactivating gives it back") {
        auto told = given_three();
        told.when(Deactivate{bob, why}, "c1").then({{Deactivated{standing(bob, {"member"}, 7, Status::deactivated)}, "c1"}});
        CHECK(told.state().permissions_of("bob").empty());
        told.when(Reactivate{bob, why}, "c2").then({{Reactivated{standing(bob, {"member"}, 8)}, "c2"}});
        CHECK(told.state().permissions_of("bob") == member_permissions);
    }

    TEST_CASE("is refused of oneself") { given_two_administrators().when(Deactivate{ada, why}).refused("own_account"); }

    TEST_CASE("is refused where it is so already") {
        given_three().when(Deactivate{carol, why}).refused("user_already_deactivated");
        given_three().when(Reactivate{bob, why}).refused("user_already_active");
    }

    TEST_CASE("is refused of the last administrator, by whomever") {
        given_three().by(machine).when(Deactivate{ada, why}).refused("last_administrator");
        given_two_administrators()
            .by(by_bob)
            .when(Deactivate{ada, why})
            .then({{Deactivated{standing(ada, {"admin", "member"}, 8, Status::deactivated)}, "command"}});
        given_two_administrators()
            .when(Deactivate{bob, why})
            .by(machine)
            .when(Deactivate{ada, why})
            .refused("last_administrator");
    }
}

TEST_SUITE("security: who registers and who is erased") {
    TEST_CASE("who registers becomes a member, once") {
        given_three().when(Welcome{nobody}).then({Admitted{standing(nobody, {"member"}, 7, Status::active, "registered")}});
        given_three().when(Welcome{bob}).nothing();
        given_three().when(Forget{bob}).when(Welcome{bob}).nothing();
    }

    TEST_CASE("who is erased has no role any more, for ever") {
        auto told = given_three();
        told.when(Forget{bob}).then({Forgotten{standing(bob, {}, 7, Status::erased, "erased")}});
        CHECK(told.state().permissions_of("bob").empty());
        told.when(Forget{bob}).nothing();
    }

    TEST_CASE("an erasure that is heard of before the registration stays one") {
        given_nothing()
            .when(Forget{nobody})
            .then({admin_role_defined(), member_role_defined(), Forgotten{standing(nobody, {}, 3, Status::erased, "erased")}});
        given_nothing().when(Forget{nobody}).when(Welcome{nobody}).nothing();
    }

    TEST_CASE("even the last administrator may be erased; then the machine makes another") {
        auto told = given_three();
        told.when(Forget{ada}).by(machine).when(Grant{bob, "admin", why});
        CHECK(told.state().is_last_administrator("bob"));
    }
}

TEST_SUITE("security: what is answered") {
    TEST_CASE("a refusal names the user, or roles") {
        const Given given{"c1", by_ada, {}};
        const Refusal refusal{"code", "reason"};
        CHECK(std::get<CommandRefused>(refused(Grant{bob, "admin", why}, given, refusal)).subject == "bob");
        CHECK(std::get<CommandRefused>(refused(RemoveRole{"x", why}, given, refusal)).subject == "roles");
        CHECK_THROWS_AS(refused(Welcome{bob}, given, refusal), std::logic_error);
        CHECK_THROWS_AS(refused(Forget{bob}, given, refusal), std::logic_error);
    }

    TEST_CASE("facts stand under the user's id, or under roles") {
        CHECK(key_of(Admitted{standing(bob, {}, 1)}) == "bob");
        CHECK(key_of(member_role_defined()) == "roles");
        CHECK(key_of(RoleRemoved{"x", 1, ""}) == "roles");
        CHECK(key_of(CommandRefused{"bob", "code", ""}) == "bob");
        CHECK(verb_of(Fact{member_role_defined()}) == "role_defined");
    }
}

}  // namespace andvari::security
