// A moment in UTC, in whole microseconds, written as RFC 3339.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace andvari {

struct Instant {
    std::int64_t microseconds = 0;  ///< Since 1970-01-01T00:00:00Z, leap seconds not counted.

    static Instant now();
    /// Reads RFC 3339 with any offset; digits beyond microseconds are cut. Years 1970 to 2199, in UTC.
    static std::optional<Instant> parse(std::string_view text);
    /// "2026-01-31T14:30:00.000000Z", always with six decimals, so that texts sort as the moments do.
    std::string text() const;
    /// "2026-01-31"
    std::string date() const;
    /// Days since 1970-01-01.
    std::int64_t day() const;

    friend auto operator<=>(Instant, Instant) = default;
    Instant plus_seconds(std::int64_t seconds) const { return {microseconds + seconds * 1'000'000}; }
};

}  // namespace andvari
