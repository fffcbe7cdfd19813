// A few threads for one kind of work, and never more of it than can wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace andvari::desk {

class Lane {
public:
    Lane(std::size_t threads, std::size_t waiting) : most_waiting_{waiting}, idle_{threads} {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this](std::stop_token stop) { run(stop); });
    }
    /// Waits for the work under way; what still waits is dropped.
    ~Lane() { stop(); }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// False, at once, where too much waits. `work` must not throw.
    [[nodiscard]] bool submit(std::function<void()> work) {
        {
            const std::lock_guard lock{mutex_};
            if (queue_.size() >= most_waiting_ + idle_) return false;
            queue_.push_back(std::move(work));
        }
        changed_.notify_one();
        return true;
    }
    void stop() { threads_.clear(); }
    std::size_t waiting() const {
        const std::lock_guard lock{mutex_};
        return queue_.size();
    }

private:
    void run(std::stop_token stop) {
        std::unique_lock lock{mutex_};
        while (changed_.wait(lock, stop, [&] { return !queue_.empty(); }) && !stop.stop_requested()) {
            const auto work = std::move(queue_.front());
            queue_.pop_front();
            --idle_;
            lock.unlock();
            work();
            lock.lock();
            ++idle_;
        }
    }

    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<std::function<void()>> queue_;
    std::size_t idle_;  ///< Threads that have no work.
    std::vector<std::jthread> threads_;
};

}  // namespace andvari::desk
