#include "cli/bus_server_part.hpp"

#include "cli/bus_access.hpp"
#include "shared/bus/declarations.hpp"
#include "shared/bus/topology_keeper.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
// The configured port, or any other where somebody has it: two systems on one machine must not need configuration.
std::unique_ptr<bus::NatsServer> start_server(const Configuration& c) {
    auto settings = own_server(c);
    settings.port = static_cast<std::uint16_t>(c.nats.port);
    settings.supervise = true;
    settings.or_another_port = true;
    return std::make_unique<bus::NatsServer>(std::move(settings));
}
}  // namespace

BusServerPart::BusServerPart(Host& host) : host_{host} {}
BusServerPart::~BusServerPart() = default;

void BusServerPart::start() {
    if (host_.configuration.nats.url.empty()) {
        const auto wanted = host_.configuration.nats.port;
        server_ = start_server(host_.configuration);
        if (wanted != 0 && server_->port() != wanted)
            log::warn("the bus's port is taken; using another", {{"wanted", wanted}, {"port", server_->port()}});
        host_.bus_url = server_->url();
    }
    topology_ = std::make_unique<bus::TopologyKeeper>(host_.bus("admin"), std::string{bus::default_topology()});
}

void BusServerPart::stop(Deadline deadline) {
    topology_.reset();
    if (server_)
        server_->stop(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()));
    server_.reset();
}

}  // namespace andvari::cli
