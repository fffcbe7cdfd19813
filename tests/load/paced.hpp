// Orders that leave at a fixed rate, and how long after its time each was seen: an open loop.
//
// The times are fixed beforehand, and a latency counts from there, so that a stall counts for all that wait behind it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"

namespace andvari::load {

/// In each second.
inline constexpr int paced_orders = 1000;

/// Publishes each order at its time. `expect` hears of it directly before, with its id and that time.
void publish_paced(RunningSystem&, const std::vector<Command>&,
                   const std::function<void(const std::string& id, Clock::time_point intended)>& expect);

/// What was seen of orders, in the order of seeing.
class Seen {
public:
    void note(Clock::time_point intended, Clock::time_point now) {
        if (latencies_.empty()) first_ = now;
        last_ = now;
        latencies_.push_back(microseconds(now - intended));
    }
    std::size_t count() const { return latencies_.size(); }
    double milliseconds(double part) const { return percentile(latencies_, part) / 1e3; }
    /// From the first to the last: less than what was sent where it did not keep up.
    double per_second() const { return count() < 2 ? 0 : static_cast<double>(count() - 1) * 1e6 / microseconds(last_ - first_); }

private:
    std::vector<double> latencies_;
    Clock::time_point first_, last_;
};

struct PacedRound {
    Seen seen;
    std::map<std::string, double> more{};  ///< Further figures, for bench.json.
};

/// Five rounds of so many orders each, after one that does not count: p99 is what is measured; p50 and the rate at which they
/// were seen stand beside it in the table.
void measure_paced(Measured&, const std::function<PacedRound(std::size_t orders)>& round);

}  // namespace andvari::load
