#include "feed/market_day.hpp"

#include <algorithm>
#include <array>

#include "shared/calendar/exchange_calendar.hpp"

namespace andvari::feed {
namespace {
// SplitMix64: well spread, and the same everywhere for ever.
std::uint64_t spread(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

// A number below `bound` that depends on the day, the quote, and what it is for.
std::int64_t drawn(const TradingDay& day, int index, std::uint64_t purpose, std::int64_t bound) {
    const auto seed = static_cast<std::uint64_t>(day.day) << 24 | static_cast<std::uint64_t>(index) << 4 | purpose;
    return static_cast<std::int64_t>(spread(seed) % static_cast<std::uint64_t>(bound));
}

std::int64_t tick_of(Price price) { return price < Price::whole(1) ? 100 : 10'000; }

Quantity size_of(const TradingDay& day, int index, int quotes, std::uint64_t purpose) {
    const auto shares = day.volume.units() / Quantity::one;
    const auto lots = std::clamp<std::int64_t>(shares / quotes / 100 / 100, 1, 1000);
    return Quantity::whole(100 * (1 + drawn(day, index, purpose, 2 * lots - 1)));
}
}  // namespace

Instant opening(std::int64_t day) {
    const auto session = calendar::session_on(day);
    return session ? session->opens : Instant{(day * 86'400 + opening_seconds) * 1'000'000};
}

Instant closing(std::int64_t day) {
    const auto session = calendar::session_on(day);
    return session ? session->closes : opening(day).plus_seconds(open_seconds);
}

Instant time_of(std::int64_t day, int index, int quotes) {
    const auto opens = opening(day);
    return {opens.microseconds + (closing(day).microseconds - opens.microseconds) * index / quotes};
}

std::int64_t microseconds_to(int index, int quotes) { return open_seconds * 1'000'000 * index / quotes; }

Price middle_of(const TradingDay& day, int index, int quotes) {
    const bool rising = day.close > day.open;
    const std::array<std::int64_t, 4> prices{day.open.units(), (rising ? day.low : day.high).units(),
                                             (rising ? day.high : day.low).units(), day.close.units()};
    const std::array<int, 4> at{0, (quotes - 1) / 3, 2 * (quotes - 1) / 3, quotes - 1};
    std::size_t leg = 0;
    while (leg < 2 && index > at[leg + 1]) ++leg;
    if (index == at[leg]) return Price::of_units(prices[leg]);
    if (index == at[leg + 1]) return Price::of_units(prices[leg + 1]);

    const auto line = prices[leg] + multiply_divide(prices[leg + 1] - prices[leg], index - at[leg], at[leg + 1] - at[leg]);
    const auto unrest = (day.high - day.low).units() / 25;
    const auto middle = line + drawn(day, index, 0, 2 * unrest + 1) - unrest;
    return Price::of_units(std::clamp(middle, day.low.units(), day.high.units()));
}

stock::Quote quote_of(const TradingDay& day, int index, int quotes) {
    const auto middle = middle_of(day, index, quotes);
    const auto tick = tick_of(middle);
    const auto below = middle.units() - middle.units() / 10'000;
    const auto above = middle.units() + middle.units() / 10'000;
    stock::Quote quote;
    quote.bid = Price::of_units(below / tick * tick);
    quote.ask = Price::of_units((above + tick - 1) / tick * tick);
    quote.bid_size = size_of(day, index, quotes, 1);
    quote.ask_size = size_of(day, index, quotes, 2);
    quote.time = time_of(day.day, index, quotes);
    return quote;
}

stock::Bar bar_of(const TradingDay& day) {
    return {stock::Interval::day, opening(day.day), day.open, day.high, day.low, day.close, day.volume};
}

}  // namespace andvari::feed
