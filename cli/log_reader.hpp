// Reads a stream from its first message on, on the caller's thread: what a tool wants of the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "shared/bus/bus.hpp"
#include "shared/eventing/inbound.hpp"

namespace andvari::cli {

/// Told to stop by the user.
class Interrupted : public std::runtime_error {
public:
    Interrupted() : std::runtime_error{"interrupted; nothing was changed"} {}
};

class LogReader {
public:
    using Visit = std::function<void(const bus::Delivered&)>;

    LogReader(std::shared_ptr<bus::Connection>, std::string stream, std::stop_token);

    /// Visits everything up to stream sequence `last`, and what happens to have come with it. Throws Interrupted, and
    /// std::runtime_error when the stream gives nothing for 15 s.
    void read_to(std::uint64_t last, const Visit&);
    /// Goes on with what comes, until `enough()` or the time is over.
    void follow(std::chrono::steady_clock::time_point until, const Visit&, const std::function<bool()>& enough);
    /// The stream sequence of the last message visited.
    std::uint64_t reached() const { return reached_; }

private:
    /// Visits what is there, or comes until then. False where nothing came.
    bool step(std::chrono::steady_clock::time_point until, const Visit&);

    std::string stream_;
    std::stop_token stop_;
    eventing::Inbound inbound_;
    std::uint64_t reached_ = 0;
    bool emptied_ = false;                 ///< The last one visited was the last one there: those after it were deleted.
    std::unique_ptr<bus::Reader> reader_;  // Last, so that no callback finds the rest gone.
};

}  // namespace andvari::cli
