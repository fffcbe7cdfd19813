// What the operating system knows of this process, under the names that all Prometheus clients use.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace andvari::metrics {

/// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds and process_start_time_seconds, as they are now.
std::vector<prometheus::MetricFamily> process_families();

}  // namespace andvari::metrics
