// `andvari run <part>`: one part in a process of its own, on a nats-server that runs elsewhere.
#pragma once

#include <string>

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// Runs until told to stop; answers the exit status. Throws when it cannot be started.
int run_command(const Configuration&, StopSignal&, const std::string& part);

}  // namespace andvari::cli
