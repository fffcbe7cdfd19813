#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;
const Register register_ada{ada, sealed, sealed, sealed};
const OfferVerification offer_verification{ada, "v1", after(days(1))};
const OfferReset offer_reset{ada, "p1", after(3'600)};
const ResetPassword reset{ada, "p1", "v1.new"};

VerificationOffered verification_offered(std::string token = "v1") { return {ada, std::move(token), after(days(1))}; }
ResetOffered reset_offered(std::string token = "p1") { return {ada, std::move(token), after(3'600)}; }
}  // namespace

TEST_SUITE("auth: registering") {
    TEST_CASE("makes a person, who cannot log in before the address is verified") {
        given({}).by(desk).when(register_ada, "c1").then({{registered, "c1"}}).when(open()).refused("login_failed");
    }

    TEST_CASE("is refused for an id that is taken, also by somebody who was erased") {
        given({registered}).by(desk).when(register_ada).refused("user_exists");
        given({registered, Closed{ada}}).by(desk).when(register_ada).refused("user_exists");
    }

    TEST_CASE("is refused for the ring's name, and for somebody else") {
        given({}).by(desk).when(Register{{"ring"}, sealed, sealed, sealed}).refused("user_invalid");
        given({}).by(by_bob).when(register_ada).refused("user_not_found");
    }

    TEST_CASE("without a password leaves nothing to log in with, until one is reset") {
        given({Registered{ada, sealed, {}, {}}, verified})
            .by(desk)
            .when(with(open(), [](OpenSession& c) { c.password_revision = 0; }))
            .refused("login_failed")
            .when(ChangePassword{ada, "v1.new", 0, PasswordChange::changed, {}})
            .refused("password_not_set")
            .when(offer_reset, "c1")
            .then({{reset_offered(), "c1"}})
            .when(reset, "c2")
            .then({{PasswordChanged{ada, "v1.new", PasswordChange::chosen, 1}, "c2"}})
            .when(open())
            .then({{opened(laptop), "command"}});
    }
}

TEST_SUITE("auth: verifying an e-mail address") {
    TEST_CASE("takes the token that was sent, once") {
        given({registered})
            .when(offer_verification, "c1")
            .then({{verification_offered(), "c1"}})
            .when(VerifyEmail{ada, "v1"}, "c2")
            .then({{verified, "c2"}});
    }

    TEST_CASE("again by the same link says that it is done, also when the link has expired or a reset came first") {
        given({registered, verification_offered(), verified})
            .when(VerifyEmail{ada, "v1"})
            .refused("email_already_verified")
            .at(after(days(2)))
            .when(VerifyEmail{ada, "v1"})
            .refused("email_already_verified");
    }

    TEST_CASE("is refused for a token that never was, and for one that expired") {
        given({registered, verification_offered(), verified}).when(VerifyEmail{ada, "v2"}).refused("token_invalid");
        given({registered, verification_offered()}).when(VerifyEmail{ada, "v2"}).refused("token_invalid");
        given({registered, verification_offered()}).when(VerifyEmail{ada, "p1"}).refused("token_invalid");
        given({registered, verification_offered()}).at(after(days(1))).when(VerifyEmail{ada, "v1"}).refused("token_invalid");
    }

    TEST_CASE("asking for another mail spoils none that is on its way, up to eight") {
        auto scene = given({registered});
        for (int i = 0; i < 9; ++i)
            scene.when(with(offer_verification, [&](auto& c) { c.token_hash = "v" + std::to_string(i); }));
        scene.when(VerifyEmail{ada, "v0"}).refused("token_invalid");
        scene.when(VerifyEmail{ada, "v1"}, "c1").then({{verified, "c1"}});
    }

    TEST_CASE("is not offered when done, nor in the past, and for a week at most") {
        given_ada().when(offer_verification).refused("email_already_verified");
        for (const auto expires : {noon, after(-1)})
            given({registered}).when(OfferVerification{ada, "v1", expires}).refused("expiry_invalid");
        for (const auto expires : {after(days(7)), after(days(7) + 1)})
            given({registered})
                .when(OfferVerification{ada, "v1", expires}, "c1")
                .then({{VerificationOffered{ada, "v1", after(days(7))}, "c1"}});
    }

    TEST_CASE("is for the person and the machine alone") {
        only_ada_or_the_machine(offer_verification);
        only_ada_or_the_machine(VerifyEmail{ada, "v1"});
    }
}

TEST_SUITE("auth: resetting a password") {
    TEST_CASE("ends every session, verifies the address, and then changes the password") {
        given({registered, opened(laptop), opened(phone)})
            .when(offer_reset)
            .when(reset, "c1")
            .then({SessionEnded{ada, laptop, Ending::password_changed, "the password was reset"},
                   SessionEnded{ada, phone, Ending::password_changed, "the password was reset"},
                   verified,
                   {PasswordChanged{ada, "v1.new", PasswordChange::reset, 2}, "c1"}})
            .when(refresh("t1", "t2"))
            .refused("token_invalid");
    }

    TEST_CASE("leaves the second factor in force: a mailbox is not enough") {
        given_careful_ada()
            .when(offer_reset)
            .when(reset)
            .when(with(open(), [](OpenSession& c) { c.password_revision = 2; }))
            .refused("second_factor_required");
    }

    TEST_CASE("works once, whatever else was offered") {
        given({registered, verified, reset_offered(), reset_offered("p2")})
            .when(reset)
            .when(reset)
            .refused("token_invalid")
            .when(ResetPassword{ada, "p2", "v1.new"})
            .refused("token_invalid");
    }

    TEST_CASE("is refused for a token that never was, that expired, or that was for something else") {
        given({registered, reset_offered()}).when(ResetPassword{ada, "p2", "v1.new"}).refused("token_invalid");
        given({registered, reset_offered()}).at(after(3'600)).when(reset).refused("token_invalid");
        given({registered, verification_offered("p1")}).when(reset).refused("token_invalid");
    }

    TEST_CASE("is not undone by a token from before the password was changed") {
        given({registered, verified, reset_offered()})
            .when(ChangePassword{ada, "v1.new", 1, PasswordChange::changed, {}})
            .when(reset)
            .refused("token_invalid");
    }

    TEST_CASE("is still possible when the same password was only hashed anew") {
        given({registered, verified, reset_offered()})
            .when(ChangePassword{ada, "v1.new", 1, PasswordChange::rehashed, {}})
            .when(reset, "c1")
            .then({{PasswordChanged{ada, "v1.new", PasswordChange::reset, 2}, "c1"}});
    }

    TEST_CASE("asked for by an attacker again and again spoils no token on its way, up to eight") {
        auto scene = given_ada();
        for (int i = 0; i < 9; ++i) scene.when(with(offer_reset, [&](auto& c) { c.token_hash = "p" + std::to_string(i); }));
        scene.when(with(reset, [](auto& c) { c.token_hash = "p0"; })).refused("token_invalid");
        scene.when(reset, "c1").then({{PasswordChanged{ada, "v1.new", PasswordChange::reset, 2}, "c1"}});
    }

    TEST_CASE("is not offered in the past, and for a week at most") {
        for (const auto expires : {noon, after(-1)}) given_ada().when(OfferReset{ada, "p1", expires}).refused("expiry_invalid");
        given_ada().when(OfferReset{ada, "p1", after(days(8))}, "c1").then({{ResetOffered{ada, "p1", after(days(7))}, "c1"}});
    }

    TEST_CASE("is for the person and the machine alone") {
        only_ada_or_the_machine(offer_reset);
        only_ada_or_the_machine(reset);
    }
}

TEST_SUITE("auth: closing") {
    TEST_CASE("leaves no session and no key of somebody erased alive: a prior system's tokens lived on") {
        given({registered, verified, opened(laptop), KeyCreated{ada, bot, "hash", {Permission::view_stocks}, {}, sealed}})
            .when(Close{ada})
            .then({SessionEnded{ada, laptop, Ending::erased, "the user was erased"}, KeyRevoked{ada, bot, "the user was erased"},
                   Closed{ada}})
            .by(desk)
            .when(refresh("t1", "t2"))
            .refused("user_not_found")
            .when(RotateKey{ada, bot, "hash2"})
            .refused("user_not_found")
            .when(NoteUse{ada, {}, bot, client})
            .refused("user_not_found")
            .when(open())
            .refused("user_not_found")
            .when(Register{ada, sealed, sealed, sealed})
            .refused("user_exists");
    }

    TEST_CASE("again, or of somebody unknown, is nothing") {
        given({registered, Closed{ada}}).when(Close{ada}).nothing();
        given({}).when(Close{ada}).nothing();
    }

    TEST_CASE("forgets everything but that there was somebody") {
        const auto scene = given({registered, verified, opened(laptop), offered_factor, enabled_factor, reset_offered(),
                                  KeyCreated{ada, bot, "hash", {}, {}, sealed}, Closed{ada}});
        Identity empty;
        empty.registered = empty.closed = true;
        CHECK(json::write(scene.state()) == json::write(empty));
    }
}

TEST_SUITE("auth: refusals") {
    TEST_CASE("are facts of the person, or of the ring") {
        const Given given{"c1", by_ada, noon};
        const auto fact = refused(open(), given, {"login_failed", "why"});
        CHECK(std::get<CommandRefused>(fact).code == "login_failed");
        CHECK(aggregate_of(fact) == "ada");
        CHECK(key_of(fact) == "ada");
        CHECK(verb_of(fact) == "command_refused");
        CHECK(key_of(refused(ChangeRing{}, given, {"ring_invalid", "why"})) == "ring");
    }

    TEST_CASE("of what the context says to itself are a mistake in the program") {
        CHECK_THROWS_AS(refused(ShutOut{ada, ""}, {"c1", by_ada, noon}, {"code", "why"}), std::logic_error);
        CHECK_THROWS_AS(refused(Close{ada}, {"c1", by_ada, noon}, {"code", "why"}), std::logic_error);
    }
}

}  // namespace andvari::auth
