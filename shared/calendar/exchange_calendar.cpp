#include "shared/calendar/exchange_calendar.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace andvari::calendar {
namespace {
using namespace date::literals;
using date::sys_days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr date::year juneteenth_since = 2022_y, king_since = 1998_y, wednesday_before_since = 2013_y;

// Closed for a day of mourning, an attack, a storm.
constexpr std::array closed_once{2001_y / 9 / 11, 2001_y / 9 / 12,  2001_y / 9 / 13,  2001_y / 9 / 14, 2004_y / 6 / 11,
                                 2007_y / 1 / 2,  2012_y / 10 / 29, 2012_y / 10 / 30, 2018_y / 12 / 5, 2025_y / 1 / 9};
constexpr std::array early_once{2003_y / 12 / 26};

bool holds(const auto& days, date::year_month_day day) { return std::ranges::find(days, day) != days.end(); }

/// Western Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
sys_days easter(date::year year) {
    const int y = static_cast<int>(year), a = y % 19, b = y / 100, c = y % 100;
    const int g = (8 * b + 13) / 25, h = (19 * a + b - b / 4 - g + 15) % 30;
    const int l = (2 * (b % 4) + 2 * (c / 4) - h - c % 4 + 32) % 7;
    const int m = (a + 11 * h + 19 * l) / 433, n = (h + l - 7 * m + 90) / 25;
    return year / n / ((h + l - 7 * m + 33 * n + 19) % 32);
}

/// A holiday of a fixed date is kept on the Friday before a Saturday, and on the Monday after a Sunday.
sys_days observed(sys_days holiday) {
    const date::weekday weekday{holiday};
    if (weekday == date::Saturday) return holiday - date::days{1};
    if (weekday == date::Sunday) return holiday + date::days{1};
    return holiday;
}

bool is_holiday(sys_days day) {
    const date::year_month_day ymd{day};
    const auto y = ymd.year();
    // A New Year's Day on a Saturday is not kept: the Friday before belongs to the old year's accounts.
    const sys_days new_year = y / 1 / 1;
    if (day == new_year || (date::weekday{new_year} == date::Sunday && day == new_year + date::days{1})) return true;
    return (y >= king_since && day == sys_days{y / 1 / date::Monday[3]}) ||  // Martin Luther King
           day == sys_days{y / 2 / date::Monday[3]} ||                       // Washington's Birthday
           day == easter(y) - date::days{2} ||                               // Good Friday
           day == sys_days{y / 5 / date::Monday[date::last]} ||              // Memorial Day
           (y >= juneteenth_since && day == observed(y / 6 / 19)) ||         // Juneteenth
           day == observed(y / 7 / 4) ||                                     // Independence Day
           day == sys_days{y / 9 / date::Monday[1]} ||                       // Labor Day
           day == sys_days{y / 11 / date::Thursday[4]} ||                    // Thanksgiving
           day == observed(y / 12 / 25);                                     // Christmas
}

/// Beside Independence Day. Where that was a Thursday, the Friday after was the short day until 2012.
bool is_short_day_in_july(date::year_month_day day) {
    const date::weekday fourth{sys_days{day.year() / 7 / 4}};
    if (fourth == date::Saturday || fourth == date::Sunday || fourth == date::Monday) return false;
    const bool after = fourth == date::Thursday && day.year() < wednesday_before_since;
    return day == day.year() / 7 / (after ? 5 : 3);
}

bool ends_early(sys_days day) {
    const date::year_month_day ymd{day};
    return is_short_day_in_july(ymd) || day == sys_days{ymd.year() / 11 / date::Thursday[4]} + date::days{1} ||
           ymd == ymd.year() / 12 / 24 || holds(early_once, ymd);
}

Instant in_new_york(sys_days day, minutes since_midnight) {
    static const auto* const zone = date::locate_zone("America/New_York");
    // Clocks are changed at two in the morning on a Sunday, so no time of a session is missing or twice.
    const auto moment = zone->to_sys(date::local_days{day.time_since_epoch()} + since_midnight);
    return {std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count()};
}
}  // namespace

std::optional<Session> session_on(std::int64_t day) {
    if (day < first_day || day > last_day) return std::nullopt;
    const sys_days d{date::days{day}};
    const date::weekday weekday{d};
    if (weekday == date::Saturday || weekday == date::Sunday) return std::nullopt;
    if (is_holiday(d) || holds(closed_once, d)) return std::nullopt;
    const bool early = ends_early(d);
    return Session{.day = day,
                   .opens = in_new_york(d, hours{9} + minutes{30}),
                   .closes = in_new_york(d, hours{early ? 13 : 16}),
                   .pre_opens = in_new_york(d, hours{4}),
                   .post_closes = in_new_york(d, hours{early ? 17 : 20}),
                   .closes_early = early};
}

std::vector<Session> sessions(std::int64_t first, std::int64_t last) {
    std::vector<Session> result;
    for (auto day = std::max(first, first_day); day <= std::min(last, last_day); ++day)
        if (auto session = session_on(day)) result.push_back(*session);
    return result;
}

std::int64_t day_at(Instant moment) {
    static const auto* const zone = date::locate_zone("America/New_York");
    const auto local = zone->to_local(date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{moment.microseconds}});
    return date::floor<date::days>(local).time_since_epoch().count();
}

std::optional<Session> session_at(Instant moment) {
    const auto session = session_on(day_at(moment));
    return session && session->opens <= moment && moment < session->closes ? session : std::nullopt;
}

std::optional<Session> next_opening(Instant moment) {
    for (auto day = std::max(day_at(moment), first_day); day <= last_day; ++day)
        if (auto session = session_on(day); session && session->opens > moment) return session;
    return std::nullopt;
}

std::optional<Session> next_closing(Instant moment) {
    for (auto day = std::max(day_at(moment), first_day); day <= last_day; ++day)
        if (auto session = session_on(day); session && session->closes > moment) return session;
    return std::nullopt;
}

std::optional<Session> session_after(std::int64_t day, int count) {
    for (auto next = std::max(day + 1, first_day); next <= last_day; ++next)
        if (auto session = session_on(next); session && --count <= 0) return session;
    return std::nullopt;
}

}  // namespace andvari::calendar
