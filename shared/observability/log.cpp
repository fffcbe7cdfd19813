#include "shared/observability/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>

#include "shared/observability/log_line.hpp"

namespace andvari::log {
namespace {
std::atomic<Level> least{Level::info};
std::atomic<bool> readable{isatty(STDERR_FILENO) == 1};
thread_local std::string correlation;

spdlog::logger& output() {
    static const auto logger = [] {
        auto made = std::make_shared<spdlog::logger>("andvari", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");
        made->set_level(spdlog::level::trace);
        return made;
    }();
    return *logger;
}

void write(Level level, std::string_view message, Fields fields) noexcept {
    if (!enabled(level)) return;
    try {
        const Event event{level, Instant::now(), correlation, message, fields};
        const auto line = readable ? text_line(event) : json_line(event);
        output().log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    } catch (...) {
        // Only memory can fail here, and what the caller does matters more than a line about it.
    }
}
}  // namespace

void configure(Level level, Format format) {
    least = level;
    readable = format == Format::text || (format == Format::automatic && isatty(STDERR_FILENO) == 1);
}

bool enabled(Level level) noexcept { return level >= least.load(std::memory_order_relaxed) && level != Level::off; }

void debug(std::string_view message, Fields fields) noexcept { write(Level::debug, message, fields); }
void info(std::string_view message, Fields fields) noexcept { write(Level::info, message, fields); }
void warn(std::string_view message, Fields fields) noexcept { write(Level::warn, message, fields); }
void error(std::string_view message, Fields fields) noexcept { write(Level::error, message, fields); }

Correlation::Correlation(std::string id) : outer_{std::exchange(correlation, std::move(id))} {}
Correlation::~Correlation() { correlation = std::move(outer_); }

}  // namespace andvari::log
