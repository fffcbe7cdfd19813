// How a process is put together from a configuration: the parts, by name, and what they share.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/bus/bus.hpp"
#include "shared/configuration/configuration.hpp"
#include "shared/eventing/projection.hpp"
#include "shared/lifecycle/parts.hpp"
#include "shared/lifecycle/stop_signal.hpp"
#include "shared/observability/health.hpp"
#include "shared/observability/metrics.hpp"
#include "shared/store/database.hpp"

namespace andvari::cli {

/// What the parts of one process share; outlives them.
struct Host {
    Configuration configuration;
    StopSignal& stop;
    metrics::Registry metrics;
    Health health;
    std::string bus_url;  ///< Known once the bus runs.

    Host(Configuration c, StopSignal& s);

    store::Location location() const;
    /// For the part that is this user of the bus (infra/nats/users.json).
    bus::Options bus(std::string_view user) const;
};

/// "stock", "order", "engine", "portfolio", "auth", "security", "user", "projector", "desk", "gateway": what `andvari run <part>`
/// knows, in order of starting.
std::span<const std::string_view> part_names();
/// Throws std::invalid_argument for an unknown name.
std::shared_ptr<Part> make_part(Host&, std::string_view name);

struct NamedView {
    std::string_view name;
    eventing::MakeView make;
};
/// Every read model.
std::span<const NamedView> views();
/// Throws std::invalid_argument, naming those there are.
const NamedView& view_named(std::string_view name);

/// Runs the parts until told to stop. Answers the exit status.
int run_until_stopped(Host&, Parts&);

}  // namespace andvari::cli
