#include "shared/observability/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace andvari::metrics {
namespace {
using prometheus::MetricFamily;
using prometheus::MetricType;

// Taken when the program is loaded, which is near enough to its start.
const double started = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();

MetricFamily family(const char* name, const char* help, MetricType type, double value) {
    prometheus::ClientMetric metric;
    if (type == MetricType::Counter) metric.counter.value = value;
    else metric.gauge.value = value;
    return {name, help, type, {metric}};
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
    double total_pages = 0, resident_pages = 0;
    std::ifstream{"/proc/self/statm"} >> total_pages >> resident_pages;
    return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator entry{"/proc/self/fd", error}, end; !error && entry != end; entry.increment(error))
        ++count;
    return count;
}
}  // namespace

std::vector<MetricFamily> process_families() {
    return {family("process_cpu_seconds_total", "Processor time used, in user and kernel", MetricType::Counter, cpu_seconds()),
            family("process_resident_memory_bytes", "Memory held", MetricType::Gauge, resident_bytes()),
            family("process_open_fds", "Open file descriptors", MetricType::Gauge, open_descriptors()),
            family("process_start_time_seconds", "When the process began, in Unix time", MetricType::Gauge, started)};
}

}  // namespace andvari::metrics
