#include "services/auth/authorise.hpp"

#include <doctest/doctest.h>

#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;

security::Standing standing(UserId user, std::string role, std::uint64_t revision,
                            security::Status status = security::Status::active) {
    return {std::move(user), {std::move(role)}, status, revision, ""};
}
/// Ada is a member, Bob an administrator.
Rights rights() {
    Rights all;
    all.learn(security::RoleDefined{"member", member_permissions.list(), 1, ""});
    all.learn(security::RoleDefined{"admin", admin_permissions.list(), 2, ""});
    all.learn(security::RoleDefined{"guest", {}, 3, ""});
    all.learn(security::Admitted{standing(ada, "member", 4)});
    all.learn(security::Admitted{standing(bob, "admin", 5)});
    return all;
}
Rights without_ada(security::Status status) {
    auto all = rights();
    all.learn(security::Deactivated{standing(ada, "member", 6, status)});
    return all;
}

std::string verdict(const Rights& all, const Outside& command, const std::string& actor, std::optional<Grants> grants = {}) {
    const Given given{"c1", actor, noon, grants};
    const auto refusal = std::visit([&](const auto& c) { return authorise(all, c, given); }, command);
    return refusal ? refusal->code : "allowed";
}

const EndSession end_session{ada, laptop, ""};
const EndAllSessions end_all{ada, {}, ""};
const RevokeKey revoke{ada, bot, ""};
const NoteUse note{ada, laptop, {}, client};
const ChangePassword change{ada, sealed, 1, PasswordChange::changed, {}};

/// What needs manage_own_profile.
std::vector<Outside> own_acts() {
    return {Register{ada, sealed, {}, {}},
            OfferVerification{ada, "v1", noon},
            VerifyEmail{ada, "v1"},
            NoteFailure{ada, {}, client},
            change,
            OfferReset{ada, "p1", noon},
            ResetPassword{ada, "p1", sealed},
            OfferSecondFactor{ada, sealed},
            EnableSecondFactor{ada, 1, {"r1"}},
            DisableSecondFactor{ada},
            create_key(),
            RotateKey{ada, bot, "hash"}};
}
}  // namespace

TEST_SUITE("auth: who may give a command") {
    TEST_CASE("a person who may manage the own profile may do everything with the own credentials") {
        for (const auto& command : own_acts()) CHECK(verdict(rights(), command, by_ada) == "allowed");
    }

    TEST_CASE("a right that a role lost, or that a key has not among its scopes, is really missing") {
        auto all = rights();
        all.learn(security::Granted{standing(ada, "guest", 6), "guest"});
        for (const auto& command : own_acts()) {
            CHECK(verdict(all, command, by_ada) == "permission_denied");
            CHECK(verdict(rights(), command, by_ada, Grants{5, {Permission::view_stocks}}) == "permission_denied");
        }
    }

    TEST_CASE("ending one's own sessions and keys is always allowed, to who was deactivated, too") {
        for (const Outside& command : {Outside{end_session}, Outside{end_all}, Outside{revoke}}) {
            CHECK(verdict(without_ada(security::Status::deactivated), command, by_ada) == "allowed");
            CHECK(verdict(rights(), command, by_ada, Grants{}) == "allowed");
        }
    }

    TEST_CASE("sessions and keys of others are ended by who may manage sessions, and by nobody else") {
        for (const Outside& command : {Outside{end_session}, Outside{end_all}, Outside{revoke}}) {
            CHECK(verdict(rights(), command, by_bob) == "allowed");
            CHECK(verdict(rights(), command, "owner:eve") == "permission_denied");
            CHECK(verdict(rights(), command, by_bob, Grants{5, {Permission::manage_own_profile}}) == "permission_denied");
        }
        CHECK(verdict(rights(), EndSession{bob, laptop, ""}, by_ada) == "permission_denied");
    }

    TEST_CASE("nothing else is for others: the rules do not find the person") {
        for (const auto& command : own_acts()) {
            CHECK(verdict(rights(), command, by_bob) == "allowed");
            const Command same = std::visit([](const auto& c) { return Command{c}; }, command);
            given_careful_ada().by(by_bob).when(same).refused("user_not_found");
        }
    }

    TEST_CASE("nobody who was shut out logs in or stays, not even through the desk") {
        for (const auto status : {security::Status::deactivated, security::Status::erased})
            for (const auto& actor : {desk, by_ada}) {
                CHECK(verdict(without_ada(status), open(), actor) == "login_failed");
                CHECK(verdict(without_ada(status), refresh("t1", "t2"), actor) == "token_invalid");
            }
        for (const auto& command : own_acts())
            CHECK(verdict(without_ada(security::Status::deactivated), command, by_ada) == "permission_denied");
    }

    TEST_CASE("who is new and not known here yet logs in, and so does who was reactivated") {
        CHECK(verdict(Rights{}, open(), desk) == "allowed");
        auto all = without_ada(security::Status::deactivated);
        all.learn(security::Reactivated{standing(ada, "member", 7)});
        CHECK(verdict(all, open(), desk) == "allowed");
        CHECK(verdict(all, refresh("t1", "t2"), by_ada) == "allowed");
    }

    TEST_CASE("using something is noted whatever one may do") { CHECK(verdict(rights(), note, by_ada, Grants{}) == "allowed"); }

    TEST_CASE("the machine may everything, and change its keys alone") {
        for (const auto& command : own_acts()) CHECK(verdict(rights(), command, desk) == "allowed");
        CHECK(verdict(rights(), ChangeRing{}, desk) == "allowed");
        CHECK(verdict(rights(), ChangeRing{}, by_bob) == "permission_denied");
    }
}

}  // namespace andvari::auth
