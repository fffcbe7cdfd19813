// The gateway as a part of a process.
#pragma once

#include <cstdint>
#include <memory>

#include "shared/lifecycle/parts.hpp"

namespace andvari::cli {

struct Host;

class GatewayPart : public Part {
public:
    /// Once started: where it listens, also when any free port was asked for.
    virtual std::uint16_t port() const = 0;
};
std::shared_ptr<GatewayPart> make_gateway_part(Host&);

}  // namespace andvari::cli
