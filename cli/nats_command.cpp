#include "cli/nats_command.hpp"

#include <cstdio>

#include "cli/attach.hpp"
#include "shared/bus/bus.hpp"
#include "shared/bus/declarations.hpp"

namespace andvari::cli {

int nats_apply_command(const Configuration& configuration, StopSignal& stop) {
    const Attached attached{configuration, stop, "admin"};
    bus::apply_topology(*attached.bus(), bus::default_topology());
    std::puts("The streams and consumers are as declared.");
    return 0;
}

}  // namespace andvari::cli
