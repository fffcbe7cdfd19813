// What the tests of the auth rules begin with: Ada, who is registered. For tests only.
#pragma once

#include "services/auth/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::auth::test {

inline const UserId ada{"ada"}, bob{"bob"};
inline const std::string by_ada = "owner:ada", by_bob = "owner:bob", desk = "system:desk";
inline const Instant noon = *Instant::parse("2026-01-05T12:00:00Z");
inline const SessionId laptop{"laptop"}, phone{"phone"};
inline const ApiKeyId bot{"bot"};
inline const std::string sealed = "v1.sealed", client = "v1.client";

inline Instant after(std::int64_t seconds) { return noon.plus_seconds(seconds); }

/// A registered person is made by these facts, and can log in after the first two.
inline const Registered registered{ada, sealed, sealed, sealed};
inline const EmailVerified verified{ada};
inline SessionOpened opened(SessionId session, std::string token = "t1", Instant at = noon) {
    return {ada, std::move(session), Method::password, {}, {}, std::move(token), at, at.plus_seconds(days(7)), client};
}
inline const SecondFactorOffered offered_factor{ada, sealed};
inline const SecondFactorEnabled enabled_factor{ada, 100, {"r1", "r2"}};

inline OpenSession open(SessionId session = laptop) {
    return {ada, std::move(session), 1, Method::password, {}, {}, "t1", after(days(7)), client};
}
inline RefreshSession refresh(std::string presented, std::string next, SessionId session = laptop) {
    return {ada, std::move(session), std::move(presented), std::move(next), after(days(8)), client};
}
inline CreateKey create_key(ApiKeyId key = bot) { return {ada, std::move(key), "hash", {Permission::view_stocks}, {}, sealed}; }

template <class C>
C with(C command, auto&& change) {
    change(command);
    return command;
}

using Scene = eventing::Scenario<Identity, Command, Fact>;
/// By Ada, at noon.
inline Scene given(std::initializer_list<Fact> history) { return std::move(Scene{history}.by(by_ada).at(noon)); }
/// Ada can log in.
inline Scene given_ada() { return given({registered, verified}); }
/// Ada can log in with a second factor only, whose last used step is 100, or with one of the codes r1 and r2.
inline Scene given_careful_ada() { return given({registered, verified, offered_factor, enabled_factor}); }

/// Nobody but Ada and the machine may, and for nobody who is unknown or closed; the refusal is the same.
inline void only_ada_or_the_machine(const Command& command) {
    given({}).when(command).refused("user_not_found");
    given({}).by(desk).when(command).refused("user_not_found");
    given_careful_ada().by(by_bob).when(command).refused("user_not_found");
    given({registered, verified, Closed{ada}}).when(command).refused("user_not_found");
    given({registered, verified, Closed{ada}}).by(desk).when(command).refused("user_not_found");
}

}  // namespace andvari::auth::test
