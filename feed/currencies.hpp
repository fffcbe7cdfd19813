// The demo's rates of currencies: invented, and the same for the same minute.
#pragma once

#include <vector>

#include "events/stock.hpp"
#include "feed/generator.hpp"

namespace andvari::feed {

/// What a US dollar is worth in CAD, EUR and GBP in the minute that `now` is in. Each moves half a per cent up and down in a day.
std::vector<stock::FxRate> demo_rates(Instant now);
/// As it is published.
Message message_of(const stock::FxRate&);

}  // namespace andvari::feed
