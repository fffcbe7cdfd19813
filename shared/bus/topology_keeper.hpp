// Keeps the streams and consumers as declared, on behalf of parts that may not make them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "shared/bus/bus.hpp"

namespace andvari::bus {

/// Applies a declaration (see apply_topology) when it is made; again whenever the server comes back, which forgets a stream in
/// memory with each end; and whenever somebody says on `topology_subject` that something is missing.
class TopologyKeeper {
public:
    /// `options` are those of a user who may make streams. Throws BusError when the declaration cannot be applied now.
    TopologyKeeper(const Options& options, std::string declaration);
    ~TopologyKeeper();
    TopologyKeeper(const TopologyKeeper&) = delete;
    TopologyKeeper& operator=(const TopologyKeeper&) = delete;

private:
    void want();
    void work();
    std::string repair();

    const std::string declaration_;
    const std::shared_ptr<Connection> connection_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool wanted_ = false, stopped_ = false;
    std::string last_failure_;  ///< So that each is told once. The worker's only.
    std::unique_ptr<Subscription> requests_;
    std::shared_ptr<void> reconnect_token_;
    std::thread worker_;
};

}  // namespace andvari::bus
