// What the engine makes of others' facts. Pure.
#pragma once

#include <vector>

#include "events/market.hpp"
#include "services/engine/domain.hpp"

namespace andvari::engine {

/// Accepted: BookOrder. CancelRequested: CancelOrder. ReplaceSent: ReplaceOrder. Each comes with the latest quote and the hours:
/// even after a cancel the engine may go on of its own accord.
std::vector<Command> react(const order::Fact&, const Market&, std::int64_t slippage_basis_points = 0);
/// Quoted: TakeQuote. PhaseChanged: for each symbol CloseOut, where the regular hours have ended, and Turn. SplitDue:
/// SplitShares. DividendDue, DividendPayable: PassOn. The market has learned the fact already.
std::vector<Command> react(const stock::Fact&, const Market&, std::int64_t slippage_basis_points = 0);

}  // namespace andvari::engine
