// The parts of a process, started in order and stopped in reverse.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace andvari {

/// Something that runs: a service, a projector, the gateway, the bus.
class Part {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    virtual ~Part() = default;
    virtual std::string_view name() const = 0;
    /// Returns when it works. Throws when it cannot; then it has left nothing behind.
    virtual void start() = 0;
    /// Takes no more work, finishes what it has, and returns by `deadline`, whatever is left undone by then.
    /// Called once, on another thread than `start`, and only after `start` has returned.
    virtual void stop(Deadline deadline) = 0;
};

inline constexpr std::chrono::seconds stop_patience{5};

/// Owns the parts. Destroying it stops them, too, as well as can be.
class Parts {
public:
    Parts() = default;
    ~Parts();
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    void add(std::shared_ptr<Part>);
    /// Starts all in order. When one throws, those before it are stopped and the exception goes on.
    void start();
    /// Stops all in reverse, each being given three quarters of what is left of `patience`, the last all. Answers the names of
    /// those that had not stopped by then: they are still at work, so that the process must leave by std::_Exit.
    std::vector<std::string> stop(std::chrono::milliseconds patience = stop_patience);

private:
    std::vector<std::shared_ptr<Part>> parts_;
    std::size_t started_ = 0;
};

}  // namespace andvari
