#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;
ChangePassword change(std::uint64_t revision = 1, PasswordChange how = PasswordChange::changed) {
    return {ada, "v1.new", revision, how, {}};
}
const OfferSecondFactor offer{ada, sealed};
const EnableSecondFactor enable{ada, 100, {"r1", "r2"}};
}  // namespace

TEST_SUITE("auth: changing a password") {
    TEST_CASE("ends all sessions but the one that is kept") {
        given_ada()
            .when(open())
            .when(open(phone))
            .when(with(change(), [](auto& c) { c.keep = phone; }), "c1")
            .then({SessionEnded{ada, laptop, Ending::password_changed, "the password was changed"},
                   {PasswordChanged{ada, "v1.new", PasswordChange::changed, 2}, "c1"}})
            .when(refresh("t1", "t2"))
            .refused("token_invalid")
            .when(change(2), "c2")
            .then({SessionEnded{ada, phone, Ending::password_changed, "the password was changed"},
                   {PasswordChanged{ada, "v1.new", PasswordChange::changed, 3}, "c2"}});
    }

    TEST_CASE("of which only the hash is another ends nothing, and what was found right with it stays right") {
        given_ada()
            .when(open())
            .when(change(1, PasswordChange::rehashed), "c1")
            .then({{PasswordChanged{ada, "v1.new", PasswordChange::rehashed, 1}, "c1"}})
            .when(open(phone))
            .then({{opened(phone), "command"}});
    }

    TEST_CASE("is refused for another password than the present one, and so when it comes twice") {
        given_ada().when(change(2)).refused("password_changed_meanwhile");
        given_ada().when(change()).when(change()).refused("password_changed_meanwhile");
        given_ada().when(change()).when(change(1, PasswordChange::rehashed)).refused("password_changed_meanwhile");
    }

    TEST_CASE("is neither a first choice nor a reset: those need a token") {
        for (const auto how : {PasswordChange::chosen, PasswordChange::reset})
            given_ada().when(change(1, how)).refused("change_invalid");
        given({Registered{ada, sealed, {}, {}}}).when(change(0)).refused("password_not_set");
    }

    TEST_CASE("is for the person and the machine alone") { only_ada_or_the_machine(change()); }
}

TEST_SUITE("auth: the second factor") {
    TEST_CASE("is offered, and asked for once a code of it was right") {
        given_ada()
            .when(offer, "c1")
            .then({{offered_factor, "c1"}})
            .when(enable, "c2")
            .then({{enabled_factor, "c2"}})
            .when(open())
            .refused("second_factor_required");
    }

    TEST_CASE("that was offered gives way to another, one in force does not") {
        given_ada().when(offer).when(offer, "c2").then({{offered_factor, "c2"}});
        given_careful_ada().when(offer).refused("second_factor_enabled");
        given_careful_ada().when(enable).refused("second_factor_enabled");
    }

    TEST_CASE("is not enabled without an offer, also not by one from before it was disabled") {
        given_ada().when(enable).refused("second_factor_not_offered");
        given_careful_ada().when(DisableSecondFactor{ada}).when(enable).refused("second_factor_not_offered");
    }

    TEST_CASE("comes with recovery codes, each once and not too many") {
        std::vector<std::string> many;
        for (int i = 0; i < 21; ++i) many.push_back("r" + std::to_string(i));
        for (const auto& hashes : {std::vector<std::string>{}, {"r1", "r1"}, many})
            given({registered, offered_factor}).when(EnableSecondFactor{ada, 1, hashes}).refused("recovery_codes_invalid");
    }

    TEST_CASE("disabled is not asked for any more, and is nothing to disable") {
        given_careful_ada()
            .when(DisableSecondFactor{ada}, "c1")
            .then({{SecondFactorDisabled{ada}, "c1"}})
            .when(DisableSecondFactor{ada})
            .refused("second_factor_not_enabled")
            .when(open())
            .then({{opened(laptop), "command"}});
    }

    TEST_CASE("enabled anew counts its time steps from its own first code") {
        given_careful_ada()
            .when(DisableSecondFactor{ada})
            .when(offer)
            .when(with(enable, [](auto& c) { c.totp_step = 50; }))
            .when(with(open(), [](OpenSession& c) { c.method = Method::totp, c.totp_step = 51; }), "c1")
            .then({{with(opened(laptop), [](SessionOpened& e) { e.method = Method::totp, e.totp_step = 51; }), "c1"}});
    }

    TEST_CASE("is for the person and the machine alone") {
        only_ada_or_the_machine(offer);
        only_ada_or_the_machine(enable);
        only_ada_or_the_machine(DisableSecondFactor{ada});
    }
}

}  // namespace andvari::auth
