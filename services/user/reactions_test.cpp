#include "services/user/reactions.hpp"

#include <doctest/doctest.h>

namespace andvari::user {

TEST_SUITE("user: what others' facts lead to") {
    TEST_CASE("a profile that comes with a registration is taken") {
        const auto taken = react(auth::Fact{auth::Registered{{"ada"}, "v1.mail", std::nullopt, "v1.profile"}});
        REQUIRE(taken.size() == 1);
        CHECK(std::get<TakeProfile>(taken[0]).profile == "v1.profile");
    }

    TEST_CASE("a registration without one, and all else, leads to nothing") {
        CHECK(react(auth::Fact{auth::Registered{{"ada"}, "v1.mail", std::nullopt, std::nullopt}}).empty());
        CHECK(react(auth::Fact{auth::EmailVerified{{"ada"}}}).empty());
    }
}

}  // namespace andvari::user
