// What the order context makes of others' facts. Pure.
#pragma once

#include <vector>

#include "events/engine.hpp"
#include "events/portfolio.hpp"
#include "services/order/domain.hpp"

namespace andvari::order {

/// Reserved: Accept. ReservationDenied: Reject. Raised: SendReplace. RaiseDenied: RefuseReplace.
std::vector<Command> react(const portfolio::Fact&);
/// Traded: Fill for each customer in it. Cancelled, CancelRefused and Expired: ConfirmCancel, RefuseCancel and Expire.
/// Triggered: Trigger. Resized: Resize. Replaced: FinishReplace and Emerge. ReplaceRefused: RefuseReplace.
std::vector<Command> react(const engine::Fact&);

}  // namespace andvari::order
