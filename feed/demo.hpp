// The histories that travel inside the program, for `andvari up --demo`; feed/data/README.md says where they come from.
#pragma once

#include <string>
#include <vector>

#include "feed/history.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::feed {

struct DemoInstrument {
    Symbol symbol;
    std::string name;
    History history;
};

/// AAPL and SPX (an index, traded here as if it were a share), the same days of both: 2013-05-13 to 2018-05-11.
std::vector<DemoInstrument> demo_instruments();

}  // namespace andvari::feed
