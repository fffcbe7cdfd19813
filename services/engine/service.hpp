// The engine service: what it decides and what it reacts to.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::engine {

struct Settings {
    std::int64_t slippage_basis_points =
        0;  ///< How much worse than the quote a trade with it is for who comes to it; 0 to 1,000.
};

eventing::MakeHosted host(Settings = {});

}  // namespace andvari::engine
