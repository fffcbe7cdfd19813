#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;

SessionRefreshed refreshed(const char* token, Instant at, Instant expires) { return {ada, laptop, token, at, expires, client}; }
OpenSession with_totp(std::int64_t step) {
    return with(open(), [&](OpenSession& c) { c.method = Method::totp, c.totp_step = step; });
}
OpenSession with_recovery(std::string hash) {
    return with(open(), [&](OpenSession& c) { c.method = Method::recovery_code, c.recovery_hash = std::move(hash); });
}
std::string numbered(const char* name, int number) { return name + std::to_string(number); }
}  // namespace

TEST_SUITE("auth: opening a session") {
    TEST_CASE("is a fact with its moment") {
        given_ada().by(desk).when(open(), "c1").then({{opened(laptop), "c1"}});
        given_ada().when(open(), "c1").then({{opened(laptop), "c1"}});
    }

    TEST_CASE("is refused before the address is verified") { given({registered}).by(desk).when(open()).refused("login_failed"); }

    TEST_CASE("is refused when the password was changed while it was being checked") {
        given_ada().when(with(open(), [](OpenSession& c) { c.password_revision = 2; })).refused("password_changed_meanwhile");
    }

    TEST_CASE("is refused for a session that is there") { given_ada().when(open()).when(open()).refused("session_exists"); }

    TEST_CASE("is refused when it would be over at once") {
        given_ada().when(with(open(), [](OpenSession& c) { c.expires = noon; })).refused("expiry_invalid");
    }

    TEST_CASE("lasts thirty days at most without being refreshed") {
        const auto facts = given_ada().when(with(open(), [](OpenSession& c) { c.expires = after(days(31)); })).facts();
        CHECK(std::get<SessionOpened>(facts.at(0).fact).expires == after(days(30)));
    }

    TEST_CASE("ends the one not refreshed for longest when fifty are open") {
        auto scene = given_ada();
        for (int i = 10; i < 60; ++i) scene.at(after(i)).when(open({numbered("s", i)}));
        scene.at(after(60)).when(refresh("t1", "t2", {"s10"}));
        scene.at(after(61)).when(open(), "c1");
        scene.then({SessionEnded{ada, {"s11"}, Ending::replaced, "too many sessions were open"},
                    {with(opened(laptop, "t1", after(61)), [](auto& e) { e.expires = after(days(7)); }), "c1"}});
        CHECK(scene.state().sessions.size() == most_sessions);
    }

    TEST_CASE("forgets those that are over, which count no more") {
        auto scene = given_ada();
        for (int i = 10; i < 60; ++i) scene.when(open({numbered("s", i)}));
        const auto later = after(days(7));
        scene.at(later).when(with(open(), [&](OpenSession& c) { c.expires = later.plus_seconds(60); }));
        CHECK(scene.facts().size() == 1);
        CHECK(scene.state().sessions.size() == 1);
    }

    TEST_CASE("is for the person and the machine alone") { only_ada_or_the_machine(open()); }
}

TEST_SUITE("auth: the second factor at log-in") {
    TEST_CASE("is required once it is enabled") {
        given_careful_ada().by(desk).when(open()).refused("second_factor_required");
        given({registered, verified, offered_factor}).when(open()).then({{opened(laptop), "command"}});
    }

    TEST_CASE("takes each time step once, and only later ones after it") {
        given_careful_ada()
            .when(with_totp(100))
            .refused("second_factor_used")
            .when(with_totp(99))
            .refused("second_factor_used")
            .when(with_totp(101))
            .then({{with(opened(laptop), [](auto& e) { e.method = Method::totp, e.totp_step = 101; }), "command"}})
            .when(with(with_totp(101), [](auto& c) { c.session = phone; }))
            .refused("second_factor_used");
    }

    TEST_CASE("takes each recovery code once") {
        given_careful_ada()
            .when(with_recovery("r3"))
            .refused("second_factor_used")
            .when(with_recovery("r1"))
            .then({{with(opened(laptop), [](auto& e) { e.method = Method::recovery_code, e.recovery_hash = "r1"; }), "command"}})
            .when(with(with_recovery("r1"), [](auto& c) { c.session = phone; }))
            .refused("second_factor_used");
    }

    TEST_CASE("that was disabled meanwhile is refused, so that the desk looks again") {
        given_ada().when(with_totp(101)).refused("second_factor_not_enabled");
        given_careful_ada().when(DisableSecondFactor{ada}).when(with_recovery("r1")).refused("second_factor_not_enabled");
    }

    TEST_CASE("must be the one that the method names") {
        for (const auto& change : std::initializer_list<void (*)(OpenSession&)>{
                 [](OpenSession& c) { c.method = Method::totp; }, [](OpenSession& c) { c.method = Method::recovery_code; },
                 [](OpenSession& c) { c.totp_step = 101; }, [](OpenSession& c) { c.recovery_hash = "r1"; },
                 [](OpenSession& c) { c.method = Method::totp, c.totp_step = 101, c.recovery_hash = "r1"; }})
            given_careful_ada().when(with(open(), change)).refused("method_invalid");
    }
}

TEST_SUITE("auth: a log-in that failed") {
    TEST_CASE("is a fact, and locks nobody out") {
        auto scene = given_ada();
        scene.by(desk).when(NoteFailure{ada, Method::password, client}, "c1");
        scene.then({{LoginFailed{ada, Method::password, client}, "c1"}});
        for (int i = 0; i < 1'000; ++i) scene.when(NoteFailure{ada, Method::password, client});
        scene.when(open()).then({{opened(laptop), "command"}});
    }

    TEST_CASE("is for the person and the machine alone") { only_ada_or_the_machine(NoteFailure{ada, Method::password, client}); }
}

TEST_SUITE("auth: refreshing a session") {
    TEST_CASE("puts another token in the place of the one presented") {
        given_ada()
            .when(open())
            .at(after(600))
            .when(refresh("t1", "t2"), "c1")
            .then({{refreshed("t2", after(600), after(days(8))), "c1"}})
            .at(after(1'200))
            .when(refresh("t2", "t3"), "c2")
            .then({{refreshed("t3", after(1'200), after(days(8))), "c2"}});
    }

    TEST_CASE("with a token used a moment ago changes nothing: an answer was lost") {
        given_ada()
            .when(open())
            .when(refresh("t1", "t2"))
            .at(after(9))
            .when(refresh("t1", "t3"))
            .refused("refresh_repeated")
            .when(refresh("t2", "t3"), "c1")
            .then({{refreshed("t3", after(9), after(days(8))), "c1"}});
    }

    TEST_CASE("with a token used before ends the session, and answers with a refusal") {
        given_ada()
            .when(open())
            .when(open(phone))
            .when(refresh("t1", "t2"))
            .at(after(10))
            .when(refresh("t1", "t3"), "c1")
            .then(
                {TokenReused{ada, laptop, client},
                 SessionEnded{ada, laptop, Ending::token_reused, "a refresh token was used twice"},
                 {CommandRefused{"ada", "token_reused", "a refresh token was used twice, so the session was ended: log in again"},
                  "c1"}})
            .when(refresh("t2", "t4"))
            .refused("token_invalid")
            .when(refresh("t1", "t5", phone), "c2")
            .then({{with(refreshed("t5", after(10), after(days(8))), [](auto& e) { e.session = phone; }), "c2"}});
    }

    TEST_CASE("has its grace for the immediate parent only") {
        auto scene = given_ada();
        scene.when(open()).when(refresh("t1", "t2")).when(refresh("t2", "t3")).when(refresh("t1", "t4"));
        CHECK(scene.facts().size() == 3);
    }

    TEST_CASE("with a token that never was ends nothing: guessing must not end another's session") {
        given_ada()
            .when(open())
            .when(refresh("t1", "t2"))
            .when(refresh("t9", "t3"))
            .refused("token_invalid")
            .when(refresh("t2", "t3"))
            .then({{refreshed("t3", noon, after(days(8))), "command"}});
    }

    TEST_CASE("remembers 64 used tokens, and takes older ones for unknown") {
        auto scene = given_ada();
        scene.when(open());
        for (int i = 1; i <= 65; ++i) scene.when(refresh(numbered("t", i), numbered("t", i + 1)));
        CHECK(scene.state().sessions.at("laptop").earlier.size() == remembered_tokens);
        scene.when(refresh("t1", "t99")).refused("token_invalid");
        CHECK(scene.when(refresh("t2", "t99")).facts().size() == 3);
    }

    TEST_CASE("of a session that is unknown, ended or over is refused with the same words") {
        given_ada().when(refresh("t1", "t2")).refused("token_invalid");
        given_ada().when(open()).when(EndSession{ada, laptop, ""}).when(refresh("t1", "t2")).refused("token_invalid");
        given_ada().when(open()).at(after(days(7))).when(refresh("t1", "t2")).refused("token_invalid");
        given_ada().when(open()).when(refresh("t1", "t2", phone)).refused("token_invalid");
    }

    TEST_CASE("keeps a session alive for ninety days at most") {
        auto scene = given_ada();
        scene.when(with(open(), [](auto& c) { c.expires = after(days(30)); }));
        for (int i = 1; i <= 3; ++i)
            scene.at(after(days(29) * i)).when(with(refresh(numbered("t", i), numbered("t", i + 1)), [&](auto& c) {
                c.expires = after(days(29) * i + days(30));
            }));
        CHECK(std::get<SessionRefreshed>(scene.facts().at(0).fact).expires == after(days(90)));
        scene.at(after(days(90))).when(refresh("t4", "t5")).refused("token_invalid");
    }

    TEST_CASE("needs a token that never was, and an end in the future") {
        given_ada().when(open()).when(refresh("t1", "t1")).refused("token_not_new");
        given_ada().when(open()).when(refresh("t1", "t2")).when(refresh("t2", "t1")).refused("token_not_new");
        given_ada().when(open()).when(with(refresh("t1", "t2"), [](auto& c) { c.expires = noon; })).refused("expiry_invalid");
    }

    TEST_CASE("is for the person and the machine alone") { only_ada_or_the_machine(refresh("t1", "t2")); }
}

TEST_SUITE("auth: ending sessions") {
    TEST_CASE("a logout ends the session for good: in a prior system it ended nothing") {
        given_ada()
            .when(open())
            .when(EndSession{ada, laptop, "bye"}, "c1")
            .then({{SessionEnded{ada, laptop, Ending::logged_out, "bye"}, "c1"}})
            .when(refresh("t1", "t2"))
            .refused("token_invalid")
            .when(NoteUse{ada, laptop, {}, client})
            .refused("session_not_found");
    }

    TEST_CASE("by somebody else is a revocation") {
        for (const auto& who : {desk, by_bob})
            given_ada()
                .when(open())
                .by(who)
                .when(EndSession{ada, laptop, "lost"}, "c1")
                .then({{SessionEnded{ada, laptop, Ending::revoked, "lost"}, "c1"}});
    }

    TEST_CASE("that was ended, is over, or never was, is no error") {
        const SessionsEnded none{ada, 0};
        const EndSession end{ada, laptop, ""};
        given_ada().when(end, "c1").then({{none, "c1"}});
        given_ada().when(open()).when(end).when(end, "c2").then({{none, "c2"}});
        given_ada().when(open()).at(after(days(7))).when(end, "c1").then({{none, "c1"}});
    }

    TEST_CASE("all together, but one where that is wished, is counted") {
        const auto ended = [](SessionId id, Ending how) { return SessionEnded{ada, std::move(id), how, "all"}; };
        given_ada()
            .when(open())
            .when(open(phone))
            .when(EndAllSessions{ada, phone, "all"}, "c1")
            .then({ended(laptop, Ending::logged_out), {SessionsEnded{ada, 1}, "c1"}})
            .by(by_bob)
            .when(EndAllSessions{ada, {}, "all"}, "c2")
            .then({ended(phone, Ending::revoked), {SessionsEnded{ada, 1}, "c2"}})
            .when(EndAllSessions{ada, {}, "all"}, "c3")
            .then({{SessionsEnded{ada, 0}, "c3"}});
    }

    TEST_CASE("of nobody is refused") {
        for (const auto& facts : {std::initializer_list<Fact>{}, {registered, Closed{ada}}}) {
            given(facts).by(desk).when(EndSession{ada, laptop, ""}).refused("user_not_found");
            given(facts).by(desk).when(EndAllSessions{ada, {}, ""}).refused("user_not_found");
        }
    }

    TEST_CASE("of who was deactivated leaves none, and again, or of somebody unknown, is nothing") {
        given_ada()
            .when(open())
            .when(open(phone))
            .when(ShutOut{ada, "fraud"})
            .then(
                {SessionEnded{ada, laptop, Ending::deactivated, "fraud"}, SessionEnded{ada, phone, Ending::deactivated, "fraud"}})
            .when(ShutOut{ada, "fraud"})
            .nothing()
            .when(refresh("t1", "t2"))
            .refused("token_invalid");
        given({}).when(ShutOut{ada, "fraud"}).nothing();
    }
}

}  // namespace andvari::auth
