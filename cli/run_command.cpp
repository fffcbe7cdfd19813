#include "cli/run_command.hpp"

#include "cli/system.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {

int run_command(const Configuration& configuration, StopSignal& stop, const std::string& part) {
    Host host{configuration, stop};
    if (host.bus_url.empty())
        throw std::runtime_error{"a single part needs a bus: set nats.url (--nats-url), or run everything with `andvari up`"};
    Parts parts;
    parts.add(make_part(host, part));
    parts.start();
    log::info("running", {{"part", part}, {"bus", host.bus_url}});
    return run_until_stopped(host, parts);
}

}  // namespace andvari::cli
