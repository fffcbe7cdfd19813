#include "cli/nats_command.hpp"

#include <cstdio>

#include "cli/attach.hpp"
#include "cli/bus_access.hpp"
#include "shared/bus/bus.hpp"
#include "shared/bus/declarations.hpp"
#include "shared/bus/users.hpp"

namespace andvari::cli {

int nats_apply_command(const Configuration& configuration, StopSignal& stop) {
    const Attached attached{configuration, stop, "admin"};
    bus::apply_topology(*attached.bus(), bus::default_topology());
    std::puts("The streams and consumers are as declared.");
    return 0;
}

int nats_users_command(const Configuration& configuration, const std::string& generate) {
    const auto& users = bus::default_users();
    const auto folder = generate.empty() ? user_keys(configuration) : std::filesystem::path{generate};
    if (folder.empty())
        throw std::runtime_error{"nats.credentials names no folder with a key for each user; --generate <folder> makes one"};
    const auto keys = generate.empty() ? bus::read_user_keys(folder, users) : bus::make_user_keys(folder, users);
    std::fputs("# Andvari's users: for the configuration of a nats-server, beside its listen, tls and jetstream blocks.\n",
               stdout);
    std::fputs(bus::server_accounts(users, keys).c_str(), stdout);
    return 0;
}

}  // namespace andvari::cli
