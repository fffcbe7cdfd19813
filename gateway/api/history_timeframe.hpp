// The intervals that an account's history is told in, and periods of it in words.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "services/portfolio/history_view.hpp"

namespace andvari::gateway {

struct HistoryTimeframe {
    std::string_view name;
    portfolio::Grain grain;
    std::int64_t step;  ///< So many of the grain.
};
inline constexpr HistoryTimeframe history_timeframes[] = {{"1Min", portfolio::Grain::minute, 1},
                                                          {"5Min", portfolio::Grain::minute, 5},
                                                          {"15Min", portfolio::Grain::minute, 15},
                                                          {"1H", portfolio::Grain::minute, 60},
                                                          {"1D", portfolio::Grain::day, 1}};

/// "30D", "2W", "3M", "1A": days back from the end. A number from 1 to 3,660; nothing for anything else.
inline std::optional<std::int64_t> days_of(std::string_view period) {
    std::int64_t number = 0;
    const auto* end = period.data() + period.size();
    const auto [unit, error] = std::from_chars(period.data(), end, number);
    if (error != std::errc{} || unit + 1 != end || number < 1 || number > 3'660) return std::nullopt;
    switch (*unit) {
        case 'D': return number;
        case 'W': return number * 7;
        case 'M': return number * 30;
        case 'A': return number * 365;
        default: return std::nullopt;
    }
}

}  // namespace andvari::gateway
