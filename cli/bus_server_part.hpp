// The nats-server that `andvari up` runs as its child, unless another is configured; and the streams on it.
#pragma once

#include <memory>

#include "cli/system.hpp"
#include "shared/lifecycle/parts.hpp"

namespace andvari::bus {
class NatsServer;
class TopologyKeeper;
}  // namespace andvari::bus

namespace andvari::cli {

class BusServerPart final : public Part {
public:
    explicit BusServerPart(Host&);
    ~BusServerPart() override;
    std::string_view name() const override { return "bus"; }
    /// Also fills in `Host::bus_url`.
    void start() override;
    void stop(Deadline) override;

private:
    Host& host_;
    std::unique_ptr<bus::NatsServer> server_;
    std::unique_ptr<bus::TopologyKeeper> topology_;
};

}  // namespace andvari::cli
