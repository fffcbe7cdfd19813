// One thread for what must not keep a loop waiting.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace andvari::gateway {

class Background {
public:
    static constexpr std::size_t most_tasks = 1000;  ///< That wait.

    Background() : thread_{[this] { run(); }} {}
    ~Background() { stop(); }

    /// False, and nothing runs, when too much is waiting already. `task` must not throw.
    bool run(std::function<void()> task) {
        const std::lock_guard lock{mutex_};
        if (stopped_ || tasks_.size() >= most_tasks) return false;
        tasks_.push_back(std::move(task));
        some_.notify_one();
        return true;
    }
    /// Drops what has not begun.
    void stop() {
        {
            const std::lock_guard lock{mutex_};
            stopped_ = true;
            some_.notify_one();
        }
        if (thread_.joinable()) thread_.join();
    }

private:
    void run() {
        for (;;) {
            std::unique_lock lock{mutex_};
            some_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
            if (stopped_) return;
            const auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable some_;
    std::deque<std::function<void()>> tasks_;
    bool stopped_ = false;
    std::thread thread_;
};

}  // namespace andvari::gateway
