#include "shared/bus/topology_keeper.hpp"

#include "shared/bus/native.hpp"

namespace andvari::bus {

namespace {
/// Many parts miss the same stream at the same time, and ask again until it is there.
constexpr std::chrono::milliseconds between_repairs{100}, after_failure{1000};
}  // namespace

TopologyKeeper::TopologyKeeper(const Options& options, std::string declaration)
    : declaration_{std::move(declaration)}, connection_{connect(options)} {
    apply_topology(*connection_, declaration_);
    requests_ = connection_->subscribe(topology_subject, [this](Message) { want(); });
    reconnect_token_ = connection_->on_reconnect([this] { want(); });
    worker_ = std::thread{[this] { work(); }};
}

TopologyKeeper::~TopologyKeeper() {
    reconnect_token_.reset();
    requests_.reset();
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

void TopologyKeeper::want() {
    const std::lock_guard lock{mutex_};
    wanted_ = true;
    changed_.notify_all();
}

void TopologyKeeper::work() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [&] { return wanted_ || stopped_; });
        if (stopped_) return;
        wanted_ = false;
        lock.unlock();
        const auto failure = repair();
        // Without a connection failing is a matter of course, and its return begins this again.
        const bool again = !failure.empty() && connection_->connected();
        if (again && failure != last_failure_)
            implementation(*connection_).notice("The streams could not be made again: " + failure);
        last_failure_ = failure;
        lock.lock();
        changed_.wait_for(lock, again ? after_failure : between_repairs, [&] { return stopped_; });
        if (again) wanted_ = true;
    }
}

/// Why it failed; empty where it did not.
std::string TopologyKeeper::repair() {
    try {
        apply_topology(*connection_, declaration_);
        return {};
    } catch (const std::exception& e) {
        return e.what();
    }
}

}  // namespace andvari::bus
