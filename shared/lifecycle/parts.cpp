#include "shared/lifecycle/parts.hpp"

#include <exception>
#include <future>
#include <thread>

#include "shared/observability/log.hpp"

namespace andvari {
namespace {
void stop_one(Part& part, Part::Deadline deadline) noexcept {
    try {
        part.stop(deadline);
    } catch (const std::exception& e) {
        log::error("a part failed while stopping", {{"part", part.name()}, {"reason", e.what()}});
    }
}

// A part that overruns its deadline keeps itself alive on its thread; it can neither be ended nor be waited for.
bool stop_in_time(const std::shared_ptr<Part>& part, Part::Deadline deadline) {
    std::promise<void> stopped;
    auto done = stopped.get_future();
    std::thread{[part, deadline, promise = std::move(stopped)]() mutable {
        stop_one(*part, deadline);
        promise.set_value();
    }}.detach();
    return done.wait_until(deadline) == std::future_status::ready;
}
}  // namespace

Parts::~Parts() { stop(); }

void Parts::add(std::shared_ptr<Part> part) { parts_.push_back(std::move(part)); }

void Parts::start() {
    for (; started_ < parts_.size(); ++started_) {
        const auto& part = *parts_[started_];
        try {
            parts_[started_]->start();
        } catch (const std::exception& e) {
            log::error("a part could not start", {{"part", part.name()}, {"reason", e.what()}});
            stop();
            throw;
        }
        log::debug("started", {{"part", part.name()}});
    }
}

std::vector<std::string> Parts::stop(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::vector<std::string> overdue;
    while (started_ > 0) {
        const auto& part = parts_[--started_];
        // One that hangs takes three quarters of what is left, so that there is always something for those after it.
        const auto now = std::chrono::steady_clock::now();
        const auto share = started_ == 0 ? deadline - now : (deadline - now) * 3 / 4;
        if (stop_in_time(part, now + share)) {
            log::debug("stopped", {{"part", part->name()}});
        } else {
            log::error("a part did not stop in time", {{"part", part->name()}});
            overdue.emplace_back(part->name());
        }
    }
    return overdue;
}

}  // namespace andvari
