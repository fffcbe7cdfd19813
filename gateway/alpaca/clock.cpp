// When the exchange is open.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/api/market_clock.hpp"
#include "gateway/api/worker.hpp"
#include "shared/calendar/exchange_calendar.hpp"

namespace andvari::gateway::alpaca {
namespace {

using calendar::Session;

constexpr std::int64_t most_days = 40 * 366;

/// The exchange under any of the names that it has.
bool is_ours(std::string_view market) {
    return market == "XNYS" || market == "NYSE" || market == "XNAS" || market == "NASDAQ" || market == "BATS";
}

void append_market(JsonObject& object) {
    std::string market;
    {
        JsonObject inner{market};
        inner.text("acronym", "NYSE").text("mic", "XNYS").text("bic", "NYSEUS33");
        inner.text("name", "New York Stock Exchange").text("timezone", "America/New_York");
    }
    object.raw("market", market);
}

std::string date_of(std::int64_t day) { return Instant{day * 86'400'000'000}.date(); }

std::optional<std::string> settlement_of(const Session& session) {
    const auto next = calendar::session_after(session.day, 1);
    return next ? std::optional{date_of(next->day)} : std::nullopt;
}

/// The sessions that are asked for; all that are known where nothing is said, as Alpaca has it from 1970 to 2029.
Result<std::vector<Session>> sessions_asked_for(const Call& call) {
    const auto start = moment_parameter(call, "start"), end = moment_parameter(call, "end");
    if (!start) return start.error();
    if (!end) return end.error();
    const auto today = calendar::day_at(Instant::now());
    const auto first = *start ? (*start)->day() : calendar::first_day;
    const auto last = *end ? (*end)->day() : std::max(first, today) + 366;
    if (last < first) return bad_request("invalid end: it must not be before start");
    if (last - first > most_days) return bad_request("invalid start: at most 40 years are told at once");
    return calendar::sessions(first, last);
}

/// Times of the day in New York, which are the same on every day but for early closes.
void append_day(std::string& out, const Session& session) {
    JsonObject object{out};
    object.text("date", date_of(session.day)).text("open", "09:30").text("close", session.closes_early ? "13:00" : "16:00");
    object.text("session_open", "0400").text("session_close", session.closes_early ? "1700" : "2000");
    object.text("settlement_date", settlement_of(session));
}

void append_new_day(std::string& out, const Session& session) {
    JsonObject object{out};
    object.text("date", date_of(session.day)).text("core_start", session.opens).text("core_end", session.closes);
    object.text("pre_start", session.pre_opens).text("pre_end", session.opens);
    object.text("post_start", session.closes).text("post_end", session.post_closes);
    object.text("settlement_date", settlement_of(session));
}

struct Phase {
    std::string_view name;
    Instant until;
};
Phase phase_at(Instant now, const std::optional<Session>& today, const std::optional<Session>& next) {
    if (today && now < today->pre_opens) return {"closed", today->pre_opens};
    if (today && now < today->opens) return {"pre", today->opens};
    if (today && now < today->closes) return {"core", today->closes};
    if (today && now < today->post_closes) return {"post", today->post_closes};
    return {"closed", next ? next->pre_opens : now};
}

std::optional<Instant> opening(const std::optional<Session>& session) {
    return session ? std::optional{session->opens} : std::nullopt;
}
std::optional<Instant> closing(const std::optional<Session>& session) {
    return session ? std::optional{session->closes} : std::nullopt;
}

}  // namespace

std::optional<Problem> show_clock(Call& call) {
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto now = market_now(**db, Instant::now());
    JsonObject object{call.response->body};
    object.text("timestamp", now.timestamp).flag("is_open", now.is_open);
    object.text("next_open", now.next_open).text("next_close", now.next_close);
    return std::nullopt;
}

std::optional<Problem> list_calendar(Call& call) {
    const auto sessions = sessions_asked_for(call);
    if (!sessions) return sessions.error();
    call.response->body = array_of(*sessions, append_day);
    return std::nullopt;
}

std::optional<Problem> show_clocks(Call& call) {
    for (const auto& market : list_parameter(call, "markets"))
        if (!is_ours(market)) return bad_request("invalid markets: " + market + " is not known here");
    const auto time = moment_parameter(call, "time");
    if (!time) return time.error();
    const auto now = time->value_or(Instant::now());
    const auto today = calendar::session_on(calendar::day_at(now));
    const auto next = calendar::next_opening(now);
    const auto phase = phase_at(now, today, next);
    std::string clock;
    {
        JsonObject object{clock};
        append_market(object);
        object.text("timestamp", now).flag("is_market_day", today.has_value()).text("phase", phase.name);
        object.text("phase_until", phase.until).text("next_market_open", opening(next));
        object.text("next_market_close", closing(calendar::next_closing(now)));
    }
    JsonObject{call.response->body}.raw("clocks", '[' + clock + ']');
    return std::nullopt;
}

std::optional<Problem> show_calendar(Call& call) {
    if (!is_ours(call.path[0])) return Problem{.code = "market_not_found", .status = 404, .detail = "market not found"};
    const auto sessions = sessions_asked_for(call);
    if (!sessions) return sessions.error();
    JsonObject object{call.response->body};
    append_market(object);
    object.raw("calendar", array_of(*sessions, append_new_day));
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
