#include "services/user/domain.hpp"

#include "shared/eventing/scenario.hpp"

namespace andvari::user {
namespace {
const UserId ada{"ada"};
const std::string by_ada = "owner:ada", by_bob = "owner:bob", machine = "system:desk";
const std::string sealed = "v1.c2VhbGVk", other = "v1.b3RoZXI";

using Told = eventing::Scenario<User, Command, Fact>;
Told given(std::initializer_list<Fact> history) { return std::move(Told{history}.by(by_ada)); }
}  // namespace

TEST_SUITE("user: profile and preferences") {
    TEST_CASE("are what was said last") {
        given({}).when(UpdateProfile{ada, sealed}, "c1").then({{ProfileSet{ada, sealed}, "c1"}});
        given({ProfileSet{ada, sealed}}).when(UpdateProfile{ada, other}, "c1").then({{ProfileSet{ada, other}, "c1"}});
        given({}).when(SetPreferences{ada, sealed}, "c1").then({{PreferencesSet{ada, sealed}, "c1"}});
        given({PreferencesSet{ada, sealed}}).when(SetPreferences{ada, other}, "c1").then({{PreferencesSet{ada, other}, "c1"}});
    }

    TEST_CASE("are refused once the person was erased, also to the machine") {
        for (const auto& actor : {by_ada, machine}) {
            given({Erased{ada, ""}}).by(actor).when(UpdateProfile{ada, sealed}).refused("user_not_found");
            given({Erased{ada, ""}}).by(actor).when(SetPreferences{ada, sealed}).refused("user_not_found");
        }
    }

    TEST_CASE("the profile that came with the registration does not replace a later one, and is not taken of who was erased") {
        given({}).when(TakeProfile{ada, sealed}).then({ProfileSet{ada, sealed}});
        given({}).when(TakeProfile{ada, sealed}).when(TakeProfile{ada, sealed}).nothing();
        given({ProfileSet{ada, other}}).when(TakeProfile{ada, sealed}).nothing();
        given({Erased{ada, ""}}).when(TakeProfile{ada, sealed}).nothing();
    }
}

TEST_SUITE("user: erasing") {
    TEST_CASE("is final") {
        given({ProfileSet{ada, sealed}}).when(Erase{ada, "enough"}, "c1").then({{Erased{ada, "enough"}, "c1"}});
        given({}).when(Erase{ada, "enough"}, "c1").when(Erase{ada, "enough"}, "c2").refused("user_not_found");
    }

    TEST_CASE("needs a reason from others, and none from the person or the machine") {
        given({}).when(Erase{ada, ""}, "c1").then({{Erased{ada, ""}, "c1"}});
        given({}).by(machine).when(Erase{ada, ""}, "c1").then({{Erased{ada, ""}, "c1"}});
        given({}).by(by_bob).when(Erase{ada, ""}).refused("reason_missing");
        given({}).by(by_bob).when(Erase{ada, "asked for"}, "c1").then({{Erased{ada, "asked for"}, "c1"}});
    }

    TEST_CASE("is refused with a reason that is too long, or not one line") {
        for (const auto& actor : {by_ada, by_bob, machine}) {
            given({}).by(actor).when(Erase{ada, std::string(513, 'x')}).refused("reason_invalid");
            given({}).by(actor).when(Erase{ada, "a\nb"}).refused("reason_invalid");
        }
    }
}

TEST_SUITE("user: what is answered") {
    TEST_CASE("a refusal names the user, under whom all facts stand") {
        const auto refusal = refused(Erase{ada, ""}, Given{"c1", by_ada, {}}, {"code", "reason"});
        CHECK(std::get<CommandRefused>(refusal).user == ada);
        CHECK(key_of(refusal) == "ada");
        CHECK(verb_of(Fact{ProfileSet{ada, sealed}}) == "profile_set");
        CHECK_THROWS_AS(refused(TakeProfile{ada, sealed}, Given{"c1", by_ada, {}}, {"code", "reason"}), std::logic_error);
    }
}

}  // namespace andvari::user
