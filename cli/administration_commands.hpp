// The command line of andvari users|roles|sessions|keys.
#pragma once

#include <functional>

#include "cli/administration.hpp"

namespace CLI {
class App;
}

namespace andvari::cli {

using Command = std::function<int(const Configuration&, StopSignal&)>;

/// Adds the subcommands; the one that is given is put into `chosen`. Both `arguments` and `chosen` outlive the parsing and the
/// running.
void add_administration(CLI::App&, Administration& arguments, Command& chosen);

}  // namespace andvari::cli
