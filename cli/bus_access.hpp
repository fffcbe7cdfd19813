// How a process comes to its bus: the server of our own, and the user that a part or a tool is there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "shared/bus/server_process.hpp"
#include "shared/configuration/configuration.hpp"

namespace andvari::cli {

/// Where the keys of the bus's users are: `nats.credentials` with a bus of somebody else's, <data>/nats/users with our own. Empty
/// where there are none, because that bus asks for none or one key stands for all.
std::filesystem::path user_keys(const Configuration&);

/// Connects as `user`, one of those that infra/nats/users.json declares; notices go to the log.
bus::Options bus_options(const Configuration&, std::string url, std::string_view user, const std::filesystem::path& keys);

/// Our own server on the data folder, with its users, whose keys are made where missing.
bus::ServerSettings own_server(const Configuration&);

}  // namespace andvari::cli
