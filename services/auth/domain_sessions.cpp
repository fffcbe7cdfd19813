// Sessions: opened, refreshed, ended; and noticed when a token was stolen.
#include <algorithm>

#include "services/auth/domain.hpp"
#include "shared/access/rights.hpp"

namespace andvari::auth {
namespace {
bool fits(Method method, const OpenSession& c) {
    return c.totp_step.has_value() == (method == Method::totp) &&
           c.recovery_hash.has_value() == (method == Method::recovery_code);
}

/// What is wrong with the second factor of a log-in whose password is right.
std::optional<Refusal> trouble_with_factor(const Person& person, const OpenSession& c) {
    if (!fits(c.method, c)) return Refusal{"method_invalid", "the method does not fit totp_step and recovery_hash"};
    if (c.method == Method::password) {
        if (person.second_factor) return Refusal{"second_factor_required", "a code of the second factor is needed"};
        return std::nullopt;
    }
    if (!person.second_factor) return Refusal{"second_factor_not_enabled", "there is no second factor any more"};
    const bool fresh = c.method == Method::totp
                           ? *c.totp_step > person.totp_step
                           : std::ranges::find(person.recovery_hashes, *c.recovery_hash) != person.recovery_hashes.end();
    if (!fresh) return Refusal{"second_factor_used", "this code was used before; take the next one"};
    return std::nullopt;
}

/// As asked for, but no later than the session may last.
Instant bounded(Instant expires, Instant opened, Instant now) {
    return std::min({expires, now.plus_seconds(longest_idle), opened.plus_seconds(longest_session)});
}

std::vector<std::string_view> open_sessions(const Person& person, Instant now) {
    std::vector<std::string_view> ids;
    for (const auto& [id, session] : person.sessions)
        if (session.open_at(now)) ids.emplace_back(id);
    return ids;
}

/// Makes room for one more.
void replace_idle(Facts<Fact>& facts, const Person& person, const UserId& user, Instant now) {
    const auto open = open_sessions(person, now);
    if (open.size() < most_sessions) return;
    const auto idle = std::ranges::min_element(
        open, {}, [&](std::string_view id) { return person.sessions.find(std::string{id})->second.refreshed; });
    facts.emplace_back(SessionEnded{user, {std::string{*idle}}, Ending::replaced, "too many sessions were open"});
}

bool was_token_of(const Session& session, const std::string& hash) {
    return std::ranges::find(session.earlier, hash) != session.earlier.end();
}

Facts<Fact> stolen(const RefreshSession& c, const Given& given) {
    const std::string reason = "a refresh token was used twice";
    return {TokenReused{c.user, c.session, c.client},
            SessionEnded{c.user, c.session, Ending::token_reused, reason},
            {CommandRefused{c.user.text, "token_reused", reason + ", so the session was ended: log in again"}, given.command}};
}

Ending ending_by(const Given& given, const UserId& user) {
    return user_of(given.actor) == user.text ? Ending::logged_out : Ending::revoked;
}
}  // namespace

Facts<Fact> end_sessions(const Person& person, const UserId& user, Instant now, Ending ending, const std::string& reason,
                         const std::optional<SessionId>& except) {
    Facts<Fact> facts;
    for (const auto id : open_sessions(person, now))
        if (!except || except->text != id) facts.emplace_back(SessionEnded{user, {std::string{id}}, ending, reason});
    return facts;
}

Decision<Fact> decide(const Person& person, const OpenSession& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (!person.verified || person.password_revision == 0)
        return Refusal{"login_failed", "the e-mail address is not verified, or there is no password"};
    if (c.password_revision != person.password_revision)
        return Refusal{"password_changed_meanwhile", "the password that was found right is not the password any more"};
    if (person.sessions.contains(c.session.text)) return Refusal{"session_exists", "session " + c.session.text + " exists"};
    if (auto trouble = trouble_with_factor(person, c)) return *trouble;
    if (c.expires <= given.time) return expiry_invalid();
    Facts<Fact> facts;
    replace_idle(facts, person, c.user, given.time);
    facts.emplace_back(SessionOpened{c.user, c.session, c.method, c.totp_step, c.recovery_hash, c.refresh_hash, given.time,
                                     bounded(c.expires, given.time, given.time), c.client},
                       given.command);
    return facts;
}

Decision<Fact> decide(const Person& person, const NoteFailure& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    return Facts<Fact>{{LoginFailed{c.user, c.method, c.client}, given.command}};
}

Decision<Fact> decide(const Person& person, const RefreshSession& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    const auto* session = person.open_session(c.session, given.time);
    if (session == nullptr) return token_invalid();
    if (c.presented_hash != session->refresh_hash) {
        if (!was_token_of(*session, c.presented_hash)) return token_invalid();
        if (c.presented_hash == session->earlier.back() && given.time < session->refreshed.plus_seconds(refresh_grace))
            return Refusal{"refresh_repeated", "this token was used a moment ago: its successor is good"};
        return stolen(c, given);
    }
    if (c.next_hash == c.presented_hash || was_token_of(*session, c.next_hash))
        return Refusal{"token_not_new", "the next token must be one that never was"};
    if (c.expires <= given.time) return expiry_invalid();
    return Facts<Fact>{
        {SessionRefreshed{c.user, c.session, c.next_hash, given.time, bounded(c.expires, session->opened, given.time), c.client},
         given.command}};
}

Decision<Fact> decide(const Person& person, const EndSession& c, const Given& given) {
    if (!person.exists()) return user_not_found(c.user);
    if (person.open_session(c.session, given.time) == nullptr) return Facts<Fact>{{SessionsEnded{c.user, 0}, given.command}};
    return Facts<Fact>{{SessionEnded{c.user, c.session, ending_by(given, c.user), c.reason}, given.command}};
}

Decision<Fact> decide(const Person& person, const EndAllSessions& c, const Given& given) {
    if (!person.exists()) return user_not_found(c.user);
    auto facts = end_sessions(person, c.user, given.time, ending_by(given, c.user), c.reason, c.except);
    const auto count = static_cast<std::int64_t>(facts.size());
    facts.emplace_back(SessionsEnded{c.user, count}, given.command);
    return facts;
}

Decision<Fact> decide(const Person& person, const ShutOut& c, const Given& given) {
    return end_sessions(person, c.user, given.time, Ending::deactivated, c.reason);
}

void evolve(Person& person, const SessionOpened& e) {
    // Those that are over leave without a fact, so that a person's state stays small.
    std::erase_if(person.sessions, [&](const auto& entry) { return !entry.second.open_at(e.opened); });
    person.sessions[e.session.text] = {e.opened, e.opened, e.expires, e.refresh_hash, {}};
    if (e.totp_step) person.totp_step = *e.totp_step;
    if (e.recovery_hash) std::erase(person.recovery_hashes, *e.recovery_hash);
}

void evolve(Person& person, const SessionRefreshed& e) {
    auto& session = person.sessions[e.session.text];
    if (session.earlier.size() == remembered_tokens) session.earlier.erase(session.earlier.begin());
    session.earlier.push_back(std::move(session.refresh_hash));
    session.refresh_hash = e.refresh_hash;
    session.refreshed = e.refreshed;
    session.expires = e.expires;
}

void evolve(Person& person, const SessionEnded& e) { person.sessions.erase(e.session.text); }
void evolve(Person&, const LoginFailed&) {}
void evolve(Person&, const TokenReused&) {}
void evolve(Person&, const SessionsEnded&) {}

}  // namespace andvari::auth
