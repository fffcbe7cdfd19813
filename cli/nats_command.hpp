// `andvari nats`: what infra/nats declares, on a server of one's own.
#pragma once

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// Makes or updates the streams and consumers.
int nats_apply_command(const Configuration&, StopSignal&);

/// Prints the accounts of the bus's users, for a nats-server's configuration: with the keys in the folder `generate`, where those
/// that are missing are made; or, where it is empty, with the keys that there are.
int nats_users_command(const Configuration&, const std::string& generate);

}  // namespace andvari::cli
