// Who somebody is, from the bus's side: auth, security and user at work together on a real nats-server.
#include <doctest/doctest.h>

#include "events/auth.hpp"
#include "tests/integration/spine.hpp"

using namespace andvari;
using andvari::testing::Answer;
using andvari::testing::Spine;

namespace {
const UserId ada{"ada"};
const SessionId laptop{"laptop"};
const std::string desk = "system:desk", operator_ = "system:operator", sealed = "v1.c2VhbGVk";

/// A hash as the contract wants one.
std::string hash(char digit) { return std::string(64, digit); }

class Bureau {
public:
    explicit Bureau(Spine& spine) : spine_{spine} {}

    template <class C>
    Answer ask(const std::string& verb, const C& command, const std::string& actor = desk) {
        return spine_.ask("cmd.auth.ada." + verb, command, new_id(), actor);
    }
    void register_ada() {
        CHECK(ask("register", auth::Register{ada, sealed, sealed, sealed}).type == auth::Registered::type);
        ask("offer_verification", auth::OfferVerification{ada, hash('0'), in(3'600)});
        CHECK(ask("verify_email", auth::VerifyEmail{ada, hash('0')}).type == auth::EmailVerified::type);
    }
    Answer open(const SessionId& session = laptop) {
        return ask("open_session",
                   auth::OpenSession{ada, session, 1, auth::Method::password, {}, {}, hash('1'), in(86'400), sealed});
    }
    Answer refresh(char presented, char next) {
        return ask("refresh_session", auth::RefreshSession{ada, laptop, hash(presented), hash(next), in(86'400), sealed});
    }
    /// As the read model of access shows it.
    void wait_for_standing(security::Status status) {
        spine_.seen("access", [&](auto& db) {
            const auto row = security::AccessView::access(db, ada);
            return row && row->status == status ? std::optional{true} : std::nullopt;
        });
    }
    void wait_for_end(const SessionId& session, auth::Ending ending) {
        spine_.seen("access", [&](auto& db) {
            const auto row = security::AccessView::session(db, session);
            return row && row->ending == ending ? std::optional{true} : std::nullopt;
        });
    }
    static bool refused(const Answer& answer, std::string_view code) {
        return answer.type == auth::CommandRefused::type && answer.body.find('"' + std::string{code} + '"') != std::string::npos;
    }

private:
    static Instant in(std::int64_t seconds) { return Instant::now().plus_seconds(seconds); }
    Spine& spine_;
};
}  // namespace

TEST_SUITE("identity on the bus") {
    TEST_CASE("a session is opened, refreshed, and ended by a token that comes a second time") {
        Spine spine;
        Bureau bureau{spine};
        CHECK(bureau.refused(bureau.open(), "user_not_found"));
        bureau.register_ada();
        CHECK(bureau.open().type == auth::SessionOpened::type);
        CHECK(bureau.refresh('1', '2').type == auth::SessionRefreshed::type);
        CHECK(bureau.refresh('2', '3').type == auth::SessionRefreshed::type);
        CHECK(bureau.refused(bureau.refresh('2', '4'), "refresh_repeated"));
        CHECK(bureau.refused(bureau.refresh('1', '4'), "token_reused"));
        CHECK(bureau.refused(bureau.refresh('3', '4'), "token_invalid"));
    }

    TEST_CASE("what is good and what is not survives a stop, and the loss of the bus's store") {
        Spine spine;
        Bureau bureau{spine};
        bureau.register_ada();
        bureau.open();
        bureau.refresh('1', '2');
        bureau.refresh('2', '3');
        spine.stop();
        spine.lose_the_bus();
        spine.start();
        CHECK(bureau.refused(bureau.refresh('1', '4'), "token_reused"));
        CHECK(bureau.refused(bureau.refresh('3', '4'), "token_invalid"));
    }

    TEST_CASE("who is deactivated has no session any more and gets none, also after a stop, until reactivated") {
        Spine spine;
        Bureau bureau{spine};
        bureau.register_ada();
        bureau.open();
        bureau.open({"phone"});
        bureau.wait_for_standing(security::Status::active);
        spine.ask("cmd.security.ada.deactivate", security::Deactivate{ada, "fraud"}, "deactivate", operator_);
        for (const auto& session : {laptop, SessionId{"phone"}}) bureau.wait_for_end(session, auth::Ending::deactivated);
        CHECK(bureau.refused(bureau.refresh('1', '2'), "token_invalid"));
        CHECK(bureau.refused(bureau.open({"tablet"}), "login_failed"));
        spine.stop();
        spine.start();
        CHECK(bureau.refused(bureau.open({"tablet"}), "login_failed"));
        spine.ask("cmd.security.ada.reactivate", security::Reactivate{ada, "cleared"}, "reactivate", operator_);
        // Auth hears of it when it does; until then it goes on refusing.
        Answer answer;
        do answer = bureau.open({"tablet"});
        while (bureau.refused(answer, "login_failed"));
        CHECK(answer.type == auth::SessionOpened::type);
        CHECK(bureau.refused(bureau.refresh('1', '2'), "token_invalid"));
    }

    TEST_CASE("of who is erased no session, no key and no password is left") {
        Spine spine;
        Bureau bureau{spine};
        bureau.register_ada();
        bureau.open();
        bureau.ask("create_key", auth::CreateKey{ada, {"bot"}, hash('5'), {Permission::view_stocks}, {}, sealed});
        CHECK(spine.ask("cmd.user.ada.erase", user::Erase{ada, "asked for"}, "erase", operator_).type == user::Erased::type);
        spine.seen("credentials", [](auto& db) {
            const bool gone = !auth::CredentialsView::find(db, ada) && !auth::CredentialsView::owner_of_key(db, {"bot"});
            return gone ? std::optional{true} : std::nullopt;
        });
        // With which words depends on who told auth first, security or the user context.
        CHECK(bureau.refresh('1', '2').type == auth::CommandRefused::type);
        CHECK(bureau.open({"phone"}).type == auth::CommandRefused::type);
        CHECK(bureau.refused(bureau.ask("rotate_key", auth::RotateKey{ada, {"bot"}, hash('6')}), "user_not_found"));
        CHECK(bureau.refused(bureau.ask("register", auth::Register{ada, sealed, sealed, sealed}), "user_exists"));
    }

    TEST_CASE("others than the person and the machine do not find the person, and do not change the keys") {
        Spine spine;
        Bureau bureau{spine};
        bureau.register_ada();
        bureau.open();
        const auto by_bob = [&](const std::string& verb, const auto& command) { return bureau.ask(verb, command, "owner:bob"); };
        CHECK(bureau.refused(by_bob("disable_second_factor", auth::DisableSecondFactor{ada}), "user_not_found"));
        CHECK(bureau.refused(by_bob("end_session", auth::EndSession{ada, laptop, "mine"}), "permission_denied"));
        const auth::ChangeRing ring{{{"kid", std::string(43, 'A'), auth::KeyState::current}}, std::string(43, 'B')};
        CHECK(bureau.refused(spine.ask("cmd.auth.ring.change_ring", ring, "ring-1", "owner:ada"), "permission_denied"));
        CHECK(spine.ask("cmd.auth.ring.change_ring", ring, "ring-2", desk).type == auth::RingChanged::type);
        CHECK(bureau.refresh('1', '2').type == auth::SessionRefreshed::type);
    }

    TEST_CASE("the desk's read model has what a password is checked with") {
        Spine spine;
        Bureau{spine}.register_ada();
        const auto row = spine.seen("credentials", [](auto& db) {
            auto found = auth::CredentialsView::find(db, ada);
            return found && found->verified ? found : std::nullopt;
        });
        CHECK(row->password == sealed);
        CHECK(row->password_revision == 1);
    }
}
