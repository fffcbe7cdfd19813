#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace andvari::cli {
namespace {
constexpr std::chrono::milliseconds between_bars{50}, between_lines{1000};
constexpr std::size_t width = 30;

std::string time_left(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::max(seconds, 0.0) + 0.5);
    if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}
}  // namespace

std::string grouped(std::uint64_t number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

Progress::Progress(std::string label)
    : label_{std::move(label)}, terminal_{::isatty(STDERR_FILENO) == 1}, shown_{std::chrono::steady_clock::now()} {}

Progress::~Progress() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
}

void Progress::show(const eventing::RebuildProgress& progress) {
    last_ = progress;
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_ < (terminal_ ? between_bars : between_lines)) return;
    shown_ = now;
    if (terminal_) draw();
    else write_line();
}

void Progress::draw() {
    const auto part = last_.total > 0 ? static_cast<double>(last_.done) / static_cast<double>(last_.total) : 1;
    const auto full = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * width);
    fmt::print(stderr, "\r\x1b[K{:10} [{}{}] {:3.0f} %  {} facts/s  {} left", label_, std::string(full, '#'),
               std::string(width - full, '.'), part * 100, grouped(static_cast<std::uint64_t>(last_.per_second())),
               time_left(last_.remaining()));
    std::fflush(stderr);
    drawn_ = true;
}

void Progress::write_line() {
    fmt::print(stderr, "{}: {} of {} facts, {} facts/s, {} left\n", label_, grouped(last_.done), grouped(last_.total),
               grouped(static_cast<std::uint64_t>(last_.per_second())), time_left(last_.remaining()));
}

}  // namespace andvari::cli
