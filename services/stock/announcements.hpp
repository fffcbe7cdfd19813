// Splits and dividends that were announced, and when they are due.
#pragma once

#include "services/stock/domain.hpp"

namespace andvari::stock {

/// Says what is due with a quote of `moment`, in the order in which it was announced.
void due_by(const Instrument&, Instant moment, Facts<Fact>& facts);

}  // namespace andvari::stock
