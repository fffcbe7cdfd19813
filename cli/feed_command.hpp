// `andvari feed replay`: real prices from a file, onto the bus.
#pragma once

#include <cstdint>
#include <string>

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

struct FeedReplay {
    std::string file, symbol;
    std::string speed = "max";
    std::int64_t quotes_per_day = 40;
};

int feed_replay_command(const Configuration&, StopSignal&, const FeedReplay&);

}  // namespace andvari::cli
