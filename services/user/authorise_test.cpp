#include "services/user/authorise.hpp"

#include <doctest/doctest.h>

namespace andvari::user {
namespace {
const UserId ada{"ada"}, bob{"bob"}, nobody{"nobody"};
const std::string by_ada = "owner:ada", by_bob = "owner:bob", by_nobody = "owner:nobody", machine = "system:desk";

/// Ada is a member, Bob an administrator.
Rights rights() {
    Rights all;
    all.learn(security::RoleDefined{"member", member_permissions.list(), 1, ""});
    all.learn(security::RoleDefined{"admin", admin_permissions.list(), 2, ""});
    all.learn(security::Admitted{{ada, {"member"}, security::Status::active, 3, ""}});
    all.learn(security::Admitted{{bob, {"admin"}, security::Status::active, 4, ""}});
    return all;
}

std::string verdict(const Rights& all, const Outside& command, const std::string& actor, std::optional<Grants> grants = {}) {
    const auto refusal = std::visit([&](const auto& c) { return authorise(all, c, Given{"c1", actor, {}, grants}); }, command);
    return refusal ? refusal->code : "allowed";
}

std::vector<Outside> all_about(const UserId& user) {
    return {UpdateProfile{user, "v1.x"}, SetPreferences{user, "v1.x"}, Erase{user, "a reason"}};
}
}  // namespace

TEST_SUITE("user: who may give a command") {
    TEST_CASE("a person says everything of themselves, and may be erased by themselves") {
        for (const auto& command : all_about(ada)) CHECK(verdict(rights(), command, by_ada) == "allowed");
    }

    TEST_CASE("a right that was taken away, or that a key has not among its scopes, is really missing") {
        auto without = rights();
        without.learn(security::Deactivated{{ada, {"member"}, security::Status::deactivated, 5, ""}});
        for (const auto& command : all_about(ada)) {
            CHECK(verdict(without, command, by_ada) == "permission_denied");
            CHECK(verdict(rights(), command, by_ada, Grants{4, {Permission::view_stocks}}) == "permission_denied");
        }
    }

    TEST_CASE("nobody says anything of another, and erasing another needs erase_users") {
        CHECK(verdict(rights(), UpdateProfile{ada, "v1.x"}, by_bob) == "permission_denied");
        CHECK(verdict(rights(), SetPreferences{ada, "v1.x"}, by_bob) == "permission_denied");
        CHECK(verdict(rights(), Erase{ada, "a reason"}, by_bob) == "allowed");
        CHECK(verdict(rights(), Erase{ada, "a reason"}, by_bob, Grants{4, {Permission::manage_own_profile}}) ==
              "permission_denied");
        for (const auto& command : all_about(bob)) CHECK(verdict(rights(), command, by_ada) == "permission_denied");
    }

    TEST_CASE("of who was never admitted nothing is found, and such a one may do nothing") {
        for (const auto& command : all_about(nobody)) {
            CHECK(verdict(rights(), command, machine) == "user_not_found");
            CHECK(verdict(rights(), command, by_nobody) == "permission_denied");
        }
        CHECK(verdict(rights(), Erase{nobody, "a reason"}, by_bob) == "user_not_found");
        CHECK(verdict(rights(), Erase{nobody, "a reason"}, by_ada) == "permission_denied");
    }

    TEST_CASE("the machine may everything") {
        for (const auto& command : all_about(ada)) CHECK(verdict(rights(), command, machine) == "allowed");
    }
}

}  // namespace andvari::user
