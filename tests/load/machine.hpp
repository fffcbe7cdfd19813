// Where it was measured.
#pragma once

#include <string>

namespace andvari::load {

struct Machine {
    std::string processor, system, compiler, nats_server, nginx, sqlite;
    unsigned cores = 0;
    double load = 0;  ///< One-minute load average.
};
Machine machine();
/// The one-minute load average now.
double load_average();

}  // namespace andvari::load
