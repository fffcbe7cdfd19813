// A few threads for work that costs much processor time, such as password hashes, so that it neither holds up a message loop
// nor, being of the least priority, the requests of others; and never more of it than can wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace andvari::crypto {

class HashingPool {
public:
    struct Size {
        std::size_t threads = 0;   ///< 0: half of the machine's cores, at least one.
        std::size_t waiting = 16;  ///< Work that may wait beyond what is under way.
    };

    HashingPool();
    explicit HashingPool(Size);
    /// Waits for the work under way. What still waits is dropped: its futures break their promise.
    ~HashingPool();
    HashingPool(const HashingPool&) = delete;
    HashingPool& operator=(const HashingPool&) = delete;

    /// Runs `work` on one of the threads, in the order of coming. False, at once, where too much waits already; the caller
    /// tells its client to come again later. `work` must not throw. Any thread may submit.
    [[nodiscard]] bool submit(std::function<void()> work);

    /// The same for work with a result, or an exception. Nothing where too much waits.
    template <class Work>
    std::optional<std::future<std::invoke_result_t<Work>>> compute(Work work) {
        auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Work>()>>(std::move(work));
        auto result = task->get_future();
        if (!submit([task] { (*task)(); })) return std::nullopt;
        return result;
    }

    std::size_t threads() const { return thread_count_; }

private:
    void run(std::stop_token);

    const std::size_t thread_count_, most_waiting_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<std::function<void()>> queue_;
    std::size_t under_way_ = 0;
    std::vector<std::jthread> threads_;  ///< Last: they use all of the others.
};

}  // namespace andvari::crypto
