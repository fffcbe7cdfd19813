// The stock service: what it decides, and how it takes what feeds publish.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::stock {

/// What tells the exchange's phases.
enum class MarketClock {
    none,    ///< Nothing: the market never closes.
    told,    ///< mkt.clock.<market>
    quotes,  ///< The times of the quotes, for histories that are replayed.
};

struct Settings {
    MarketClock clock = MarketClock::none;
};

eventing::MakeHosted host(Settings = {});

}  // namespace andvari::stock
