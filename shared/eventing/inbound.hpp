// Where the bus's threads hand messages to the one thread that works on them.
//
// Bounded by the readers: each has at most two batches outstanding until the worker says `taken`.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include "shared/bus/bus.hpp"

namespace andvari::eventing {

struct Arrival {
    std::size_t reader = 0;  ///< Which of the worker's readers it came through.
    bus::Delivered delivered;
};

class Inbound {
public:
    void push(Arrival arrival) {
        bool enough = false;
        {
            const std::lock_guard lock{mutex_};
            arrivals_.push_back(std::move(arrival));
            enough = arrivals_.size() >= wanted_;
        }
        if (enough) wake_.notify_one();
    }

    /// Waits until `most` have arrived, or until `until`. Earlier on a wake-up by `stop` or `nudge`.
    void gather(std::size_t most, std::chrono::steady_clock::time_point until) {
        std::unique_lock lock{mutex_};
        wanted_ = most;
        wake_.wait_until(lock, until, [&] { return stopped_ || nudged_ || arrivals_.size() >= most; });
        wanted_ = 1;
    }

    /// Up to `most` arrivals, in order; waits for the first until `until`. Empty on a wake-up by `stop`, `nudge` or time.
    std::vector<Arrival> pop(std::size_t most, std::chrono::steady_clock::time_point until) {
        std::unique_lock lock{mutex_};
        wake_.wait_until(lock, until, [&] { return stopped_ || nudged_ || !arrivals_.empty(); });
        nudged_ = false;
        std::vector<Arrival> batch;
        if (stopped_) return batch;
        const auto count = std::min(most, arrivals_.size());
        batch.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            batch.push_back(std::move(arrivals_.front()));
            arrivals_.pop_front();
        }
        return batch;
    }

    /// Waits for `duration` unless stopped before. False when stopped.
    bool pause(std::chrono::milliseconds duration) {
        std::unique_lock lock{mutex_};
        return !wake_.wait_for(lock, duration, [&] { return stopped_; });
    }
    void nudge() {
        {
            const std::lock_guard lock{mutex_};
            nudged_ = true;
        }
        wake_.notify_one();
    }
    void stop() {
        {
            const std::lock_guard lock{mutex_};
            stopped_ = true;
        }
        wake_.notify_all();
    }
    bool stopped() const {
        const std::lock_guard lock{mutex_};
        return stopped_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Arrival> arrivals_;
    std::size_t wanted_ = 1;  ///< How many must be there to wake the worker.
    bool nudged_ = false;
    bool stopped_ = false;
};

}  // namespace andvari::eventing
