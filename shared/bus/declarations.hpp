// What infra/nats declares, as built into the program.
#pragma once

#include <string_view>

namespace andvari::bus {

/// infra/nats/topology.json, for apply_topology.
std::string_view default_topology();

/// infra/nats/users.json, for read_users.
std::string_view default_user_declaration();

/// infra/nats/server.conf.in, its @NAMES@ not filled in yet.
std::string_view server_configuration_template();

}  // namespace andvari::bus
