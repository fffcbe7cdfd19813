// Computes a read model anew from the log, beside the live one.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "shared/bus/bus.hpp"
#include "shared/eventing/projection.hpp"

namespace andvari::eventing {

/// Why a rebuild could not be finished: the log is not whole, or somebody asked to stop.
class RebuildFailed : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct RebuildProgress {
    std::uint64_t done = 0, total = 0;  ///< Facts.
    double seconds = 0;                 ///< Since the beginning.
    double per_second() const { return seconds > 0 ? static_cast<double>(done) / seconds : 0; }
    /// How many seconds it will still take at this rate.
    double remaining() const { return done > 0 ? seconds * static_cast<double>(total - done) / static_cast<double>(done) : 0; }
};

/// How far to read: the last sequence of each source ("order/0") to apply.
using Targets = std::map<std::string, std::uint64_t, std::less<>>;
/// Where the log ends now, for the sources that a view reads.
Targets end_of_log(bus::Connection&, View&);
/// Where a projection stands.
Targets reached_by(const Projection&);

struct RebuildSettings {
    store::Location location;
    std::string copy;  ///< The database to build it in; dropped first.
    Targets targets;
    std::optional<Instant> until;  ///< Facts made later than this are left out; a source is read up to its first such fact.
    std::size_t batch = 5000;
    std::chrono::seconds patience{15};  ///< How long the log may give nothing.
};

/// Throws RebuildFailed, BusError, StoreError; then the copy is incomplete and to be dropped. `progress` comes after each batch.
std::unique_ptr<Projection> rebuild(const std::shared_ptr<bus::Connection>&, std::unique_ptr<View>, const RebuildSettings&,
                                    const std::function<void(const RebuildProgress&)>& progress, std::stop_token);

}  // namespace andvari::eventing
