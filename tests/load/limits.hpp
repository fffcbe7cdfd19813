// What this machine, NATS and SQLite can do with nothing of ours around them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "shared/bus/bus.hpp"
#include "shared/store/database.hpp"
#include "tests/load/running_system.hpp"

namespace andvari::load {

/// A stream of its own on the system's nats-server, and a SQLite database beside the system's.
class Limits {
public:
    explicit Limits(RunningSystem&);

    /// Seconds for one publish of 256 bytes, waited for, and one committed row of 256 bytes (synchronous=FULL).
    double publish_and_commit();
    /// Publishes of 256 bytes per second, each acknowledged to an inbox of our own, at most 4,096 in flight.
    double publishes_per_second(std::uint64_t count);
    /// Messages of `stream` per second, pushed by an ordered consumer with flow control, all thrown away.
    double drained_per_second(const std::string& stream);

private:
    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<store::Database> database_;
    std::string payload_ = std::string(256, 'x');
    std::int64_t rows_ = 0;
};

}  // namespace andvari::load
