// What the gateway counts.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <vector>

#include "shared/observability/metrics.hpp"

namespace andvari::gateway {

struct Route;

/// When a request came, and which route it took.
struct Timing {
    const Route* route = nullptr;
    std::chrono::steady_clock::time_point begun{};
};

class Meters {
public:
    explicit Meters(metrics::Registry&);

    void count(const Timing&, int status);
    metrics::Gauge& streams() { return *streams_; }

private:
    metrics::Registry& registry_;
    /// By route (the last: none) and by status; made when first needed.
    std::vector<std::array<std::atomic<metrics::Counter*>, 600>> counters_;
    metrics::Histogram* seconds_;
    metrics::Gauge* streams_;
};

}  // namespace andvari::gateway
