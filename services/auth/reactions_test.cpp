#include "services/auth/reactions.hpp"

#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;
security::Standing standing(security::Status status) { return {ada, {"member"}, status, 7, "fraud"}; }
}  // namespace

TEST_SUITE("auth: reactions") {
    TEST_CASE("who is deactivated is shut out, for the reason given") {
        const auto commands = react(security::Fact{security::Deactivated{standing(security::Status::deactivated)}});
        REQUIRE(commands.size() == 1);
        given_ada().when(open()).when(commands[0]).then({SessionEnded{ada, laptop, Ending::deactivated, "fraud"}});
    }

    TEST_CASE("who is erased is closed") {
        const auto commands = react(user::Fact{user::Erased{ada, "asked for"}});
        REQUIRE(commands.size() == 1);
        given_ada().when(commands[0]).then({Closed{ada}});
    }

    TEST_CASE("nothing else concerns a person's credentials") {
        using security::Status;
        for (const security::Fact& fact : std::vector<security::Fact>{
                 security::Admitted{standing(Status::active)}, security::Granted{standing(Status::active), "x"},
                 security::Revoked{standing(Status::deactivated), "x"}, security::Reactivated{standing(Status::active)},
                 security::Forgotten{standing(Status::erased)}, security::RoleDefined{}, security::RoleRemoved{},
                 security::CommandRefused{}})
            CHECK(react(fact).empty());
        for (const user::Fact& fact :
             std::vector<user::Fact>{user::ProfileSet{ada, ""}, user::PreferencesSet{ada, ""}, user::CommandRefused{ada, "", ""}})
            CHECK(react(fact).empty());
    }
}

}  // namespace andvari::auth
