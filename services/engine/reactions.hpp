// What the engine makes of others' facts. Pure.
#pragma once

#include <vector>

#include "events/market.hpp"
#include "services/engine/domain.hpp"

namespace andvari::engine {

/// Accepted: BookOrder with the latest quote. CancelRequested: CancelOrder. ReplaceSent: ReplaceOrder.
std::vector<Command> react(const order::Fact&, const Market&, std::int64_t slippage_basis_points = 0);
/// Quoted: TakeQuote. PhaseChanged: for each symbol CloseOut, where the regular hours have ended, and Turn. SplitDue:
/// SplitShares. DividendDue, DividendPayable: PassOn. The market has learned the fact already.
std::vector<Command> react(const stock::Fact&, const Market&, std::int64_t slippage_basis_points = 0);

}  // namespace andvari::engine
