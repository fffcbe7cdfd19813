// Instruments as Alpaca shows them.
#pragma once

#include <string>

#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {

void append_asset(std::string& out, const stock::InstrumentRow&);

}  // namespace andvari::gateway::alpaca
