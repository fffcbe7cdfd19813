// From a day's four prices to the quotes that may have been: the path that the market took is invented, its ends are not.
//
// The rules, all deterministic:
// - The market is open as the New York Stock Exchange was on that day, early closes included, and from 14:30 to 21:00 UTC on a
//   day when that was closed; the day's quotes lie at equal distances in it, the first at the opening.
// - The middle goes in straight lines from the open over the two extremes to the close, each third of the quotes; a day that
//   ends higher than it began visits its low first, any other its high. A small unrest (up to a 25th of the day's range,
//   computed from date and number) lies on it, never beyond low and high, and never at those four points.
// - Bid and ask are a basis point below and above the middle, rounded away from it to the tick: a cent, or a hundredth of a
//   cent below one dollar. So they never cross, and are at least a tick apart.
// - Sizes are round lots of 100, about a hundredth of the day's volume for each quote, 100 to 199,900 shares.
#pragma once

#include "events/stock.hpp"
#include "feed/history.hpp"

namespace andvari::feed {

inline constexpr std::int64_t opening_seconds = 14 * 3600 + 30 * 60;  ///< After midnight, UTC.
inline constexpr std::int64_t open_seconds = 6 * 3600 + 30 * 60;      ///< How long the market is open on a whole day.
inline constexpr int fewest_quotes = 4, most_quotes = 23'400;         ///< In a day: the four prices; one a second.

/// When the market opens on `day` (since 1970-01-01).
Instant opening(std::int64_t day);
/// When it closes.
Instant closing(std::int64_t day);
/// When quote `index` of `quotes` comes on `day`: the close for the one past the last.
Instant time_of(std::int64_t day, int index, int quotes);
/// How long after the opening that is on a whole day: what a replay's pace is counted by.
std::int64_t microseconds_to(int index, int quotes);

/// Quote `index` of `quotes` on that day. The middle is the open at 0, the close at the end.
stock::Quote quote_of(const TradingDay&, int index, int quotes);
/// The middle of that quote: what the path is made of.
Price middle_of(const TradingDay&, int index, int quotes);
/// The day as a bar, which begins at the opening.
stock::Bar bar_of(const TradingDay&);

}  // namespace andvari::feed
