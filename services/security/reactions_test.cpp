#include "services/security/reactions.hpp"

#include <doctest/doctest.h>

namespace andvari::security {

TEST_SUITE("security: what others' facts lead to") {
    TEST_CASE("who registers is welcomed, and who is erased forgotten") {
        const auto welcomed = react(auth::Fact{auth::Registered{{"ada"}, "v1.mail", std::nullopt, std::nullopt}});
        REQUIRE(welcomed.size() == 1);
        CHECK(std::get<Welcome>(welcomed[0]).user.text == "ada");
        const auto forgotten = react(user::Fact{user::Erased{{"ada"}, ""}});
        REQUIRE(forgotten.size() == 1);
        CHECK(std::get<Forget>(forgotten[0]).user.text == "ada");
    }

    TEST_CASE("all else leads to nothing") {
        CHECK(react(auth::Fact{auth::EmailVerified{{"ada"}}}).empty());
        CHECK(react(auth::Fact{auth::Closed{{"ada"}}}).empty());
        CHECK(react(user::Fact{user::ProfileSet{{"ada"}, "v1.x"}}).empty());
    }
}

}  // namespace andvari::security
