// Several commands for one request: sent together, and answered when all have their outcomes.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "gateway/api/outcomes.hpp"
#include "gateway/api/submission.hpp"

namespace andvari::gateway {

/// Sends the commands, all about orders, on the caller's behalf, and calls `then` on this loop, once, with what became of each,
/// in their order, as soon as the read model of orders shows it. A problem where nothing was sent.
std::optional<Problem> run_errands(Worker&, const CallerPointer&, std::vector<Command>, std::chrono::milliseconds patience,
                                   std::function<void(std::vector<std::optional<Outcome>>)> then);

}  // namespace andvari::gateway
