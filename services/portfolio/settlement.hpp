// When the money of a sale may leave the account. Until then it buys, as all other money does.
#pragma once

#include <optional>

#include "services/portfolio/domain.hpp"

namespace andvari::portfolio {

/// As the session opens that comes so many sessions after the day of the trade, in New York. Nothing for none, and beyond what
/// the calendar knows.
std::optional<Instant> settlement_of(Instant traded, std::int64_t sessions);

/// insufficient_cash where so much is not free, unsettled_cash where it may not leave the account yet.
std::optional<Refusal> trouble_with_leaving(const Account&, Money amount, Instant now);

/// The balance is this now: what was spent had settled, or would have soonest.
void set_cash(Account&, Money cash);

}  // namespace andvari::portfolio
