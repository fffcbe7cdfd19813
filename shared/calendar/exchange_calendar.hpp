// When the New York Stock Exchange is open. Pure: no clock; the rules and their exceptions stand in exchange_calendar.cpp.
//
// Sources: the exchange's rule 7.2 (holidays) and its published calendars. Exact from the year 2000 to what is known today;
// years to come follow the rules.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/time/instant.hpp"

namespace andvari::calendar {

/// A day on which the exchange opens.
struct Session {
    std::int64_t day = 0;   ///< Since 1970-01-01, in New York.
    Instant opens, closes;  ///< 09:30 to 16:00 in New York, or 13:00 where it closes early.
    Instant pre_opens;      ///< Extended hours: from 04:00,
    Instant post_closes;    ///< to 20:00, or 17:00 where it closes early.
    bool closes_early = false;
    friend bool operator==(const Session&, const Session&) = default;
};

/// The days, since 1970-01-01, that are answered for: 2000-01-01 to 2199-12-31.
inline constexpr std::int64_t first_day = 10'957, last_day = 84'005;

/// Nothing at weekends, on holidays, and for a day that is not answered for.
std::optional<Session> session_on(std::int64_t day);
/// The sessions from `first` to `last`, both included.
std::vector<Session> sessions(std::int64_t first, std::int64_t last);
/// The day in New York at that moment.
std::int64_t day_at(Instant);
/// The session whose regular hours hold this moment: opens <= moment < closes.
std::optional<Session> session_at(Instant);
/// The first session that opens after this moment. Nothing beyond last_day.
std::optional<Session> next_opening(Instant);
/// The first session that closes after this moment. Nothing beyond last_day.
std::optional<Session> next_closing(Instant);
/// The session `count` sessions after `day`: when a trade of that day settles. Nothing beyond last_day.
std::optional<Session> session_after(std::int64_t day, int count);

}  // namespace andvari::calendar
