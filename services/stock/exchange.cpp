#include "services/stock/exchange.hpp"

#include "shared/calendar/exchange_calendar.hpp"

namespace andvari::stock {
namespace {
/// While nothing trades before `session`.
PhaseChanged closed_before(const calendar::Session& session, const calendar::Session& after, Instant since) {
    return {std::string{new_york}, Phase::closed, session.day,    after.day,     since,
            session.pre_opens,     session.opens, session.closes, session.opens, session.closes};
}

/// The session under way or to come, and the one after it.
std::optional<std::pair<calendar::Session, calendar::Session>> sessions_around(Instant moment) {
    const auto today = calendar::day_at(moment);
    if (today < calendar::first_day) return std::nullopt;
    auto session = calendar::session_on(today);
    if (!session || session->post_closes <= moment) session = calendar::session_after(today, 1);
    const auto after = session ? calendar::session_after(session->day, 1) : std::nullopt;
    if (!after) return std::nullopt;
    return std::pair{*session, *after};
}

/// When the session before this one was over, extended hours included.
Instant end_before(const calendar::Session& session) {
    for (auto day = session.day - 1; day >= calendar::first_day; --day)
        if (const auto before = calendar::session_on(day)) return before->post_closes;
    return {};
}
}  // namespace

std::optional<PhaseChanged> phase_at(Instant moment) {
    const auto around = sessions_around(moment);
    if (!around) return std::nullopt;
    const auto& [session, after] = *around;
    if (moment < session.pre_opens) return closed_before(session, after, end_before(session));
    PhaseChanged phase{std::string{new_york}, Phase::pre,    session.day,    after.day,     session.pre_opens,
                       session.opens,         session.opens, session.closes, session.opens, session.closes};
    if (moment < session.opens) return phase;
    phase.next_open = after.opens;
    phase.phase = Phase::regular;
    phase.since = session.opens;
    phase.until = session.closes;
    if (moment < session.closes) return phase;
    phase.next_close = after.closes;
    phase.phase = Phase::post;
    phase.since = session.closes;
    phase.until = session.post_closes;
    return phase;
}

Decision<Fact> decide(const Exchange& exchange, const Tick& c, const Given&) {
    if (c.market != new_york) return Refusal{"market_unknown", "the only market with a clock is " + std::string{new_york}};
    const auto& was = exchange.phase;
    if (was && c.time < was->until) return Facts<Fact>{};
    auto now = phase_at(c.time);
    if (!now) return Refusal{"time_not_in_calendar", "the calendar knows nothing of " + c.time.text()};
    Facts<Fact> facts;
    // Where the clock jumps over the end of a day, that end is told all the same: orders for the day end with it.
    const bool missed_end = was && was->phase != Phase::closed && now->session != was->session && now->phase != Phase::closed;
    if (missed_end)
        if (auto end = phase_at(calendar::session_on(was->session)->post_closes)) facts.emplace_back(*std::move(end));
    facts.emplace_back(*std::move(now));
    return facts;
}

void evolve(Exchange& exchange, const PhaseChanged& e) { exchange.phase = e; }

}  // namespace andvari::stock
