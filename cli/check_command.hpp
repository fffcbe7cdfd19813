// `andvari check`: whether what must always be true is.
#pragma once

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// Tests the invariants on a running or a stopped system and prints a line for each; the status is 0 only when all hold.
/// What is not done yet is a failure on a running system once it is 10 s old, and on a stopped one only when `strict`.
int check_command(const Configuration&, StopSignal&, bool strict);

}  // namespace andvari::cli
