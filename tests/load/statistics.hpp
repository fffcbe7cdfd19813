// Of figures that were measured.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace andvari::load {

using Clock = std::chrono::steady_clock;
inline double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }
inline double microseconds(Clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

/// The value that `part` (0 to 1) of all do not exceed; 0 for none.
inline double percentile(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    const auto index = std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index), values.end());
    return values[index];
}
inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

}  // namespace andvari::load
