#include "shared/crypto/hashing_pool.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace andvari::crypto {
namespace {

/// On Linux these are properties of a thread, and lowering them needs no privilege. Beside a thread that never rests this one
/// has 15 parts in 1,039 of the processor; SCHED_IDLE would leave it 3 in 1,027, and a login might take many seconds.
void take_least_priority() {
    const sched_param none{};
    sched_setscheduler(0, SCHED_BATCH, &none);
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19);
}

std::size_t threads_of(HashingPool::Size size) {
    return size.threads > 0 ? size.threads : std::max(1u, std::thread::hardware_concurrency() / 2);
}

}  // namespace

HashingPool::HashingPool() : HashingPool{Size{}} {}

HashingPool::HashingPool(Size size) : thread_count_{threads_of(size)}, most_waiting_{size.waiting} {
    for (std::size_t i = 0; i < thread_count_; ++i) threads_.emplace_back([this](std::stop_token stopped) { run(stopped); });
}

HashingPool::~HashingPool() {
    {
        std::unique_lock lock{mutex_};
        const auto dropped = std::exchange(queue_, {});
        lock.unlock();
    }
    for (auto& thread : threads_) thread.request_stop();
    threads_.clear();
}

bool HashingPool::submit(std::function<void()> work) {
    {
        const std::lock_guard lock{mutex_};
        if (queue_.size() + under_way_ >= thread_count_ + most_waiting_) return false;
        queue_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void HashingPool::run(std::stop_token stopped) {
    take_least_priority();
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stopped, [this] { return !queue_.empty(); }) && !stopped.stop_requested()) {
        auto work = std::move(queue_.front());
        queue_.pop_front();
        ++under_way_;
        lock.unlock();
        work();
        work = nullptr;  // What it holds ends here, not under the lock.
        lock.lock();
        --under_way_;
    }
}

}  // namespace andvari::crypto
