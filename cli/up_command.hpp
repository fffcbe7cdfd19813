// `andvari up`: everything in one process.
#pragma once

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// Runs until told to stop; answers the exit status. Throws when something cannot be started.
int up_command(const Configuration&, StopSignal&, bool demo);

}  // namespace andvari::cli
