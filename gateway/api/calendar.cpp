// When the exchange is open: computed, the same for every caller.
#include "shared/calendar/exchange_calendar.hpp"

#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "shared/json/fields.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

constexpr std::int64_t days_ahead = 365;

struct ShownSession {
    std::string date;
    Instant opens, closes, pre_opens, post_closes;
    bool closes_early = false;
    std::int64_t day = 0;  // For the cursor; not shown.
    static constexpr auto fields = json::fields(
        json::field("date", &ShownSession::date), json::field("opens", &ShownSession::opens),
        json::field("closes", &ShownSession::closes), json::field("pre_opens", &ShownSession::pre_opens),
        json::field("post_closes", &ShownSession::post_closes), json::field("closes_early", &ShownSession::closes_early));
};

ShownSession shown(const calendar::Session& s) {
    return {s.opens.date(), s.opens, s.closes, s.pre_opens, s.post_closes, s.closes_early, s.day};
}

Result<std::optional<std::int64_t>> day_parameter(const Call& call, std::string_view name) {
    const auto* text = parameter(call, name);
    if (!text) return std::optional<std::int64_t>{};
    const auto midnight = Instant::parse(*text + "T00:00:00Z");
    if (!midnight) return parameter_problem(name, "must be a day such as 2026-01-31");
    return std::optional{midnight->day()};
}

}  // namespace

std::optional<Problem> list_calendar(Call& call) {
    const auto start = day_parameter(call, "start");
    if (!start) return start.error();
    const auto end = day_parameter(call, "end");
    if (!end) return end.error();
    const auto after = number_cursor(call, 'c');
    if (!after) return after.error();
    const auto limit = limit_parameter(call, 100, 1000);
    if (!limit) return limit.error();
    auto first = start->value_or(calendar::day_at(Instant::now()));
    const auto last = end->value_or(first + days_ahead);
    if (last < first) return parameter_problem("end", "must not be before start");
    if (*after) first = std::max(first, static_cast<std::int64_t>(**after) + 1);
    std::vector<ShownSession> rows;
    for (auto day = first; day <= last && day <= calendar::last_day && std::ssize(rows) <= *limit; ++day)
        if (const auto session = calendar::session_on(day)) rows.push_back(shown(*session));
    answer_page(call, rows, *limit, [](const ShownSession& row) { return to_cursor('c', std::to_string(row.day)); });
    return std::nullopt;
}

}  // namespace andvari::gateway
