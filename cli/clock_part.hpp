// Tells the exchange what time it is, where its clock is ours: mkt.clock.XNYS, whenever another phase of its day begins.
#pragma once

#include <memory>

#include "shared/lifecycle/parts.hpp"

namespace andvari::cli {

struct Host;

std::shared_ptr<Part> make_clock_part(Host&);

}  // namespace andvari::cli
