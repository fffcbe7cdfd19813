// `andvari nats apply`: the bus's streams and consumers as infra/nats declares them.
#pragma once

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

int nats_apply_command(const Configuration&, StopSignal&);

}  // namespace andvari::cli
