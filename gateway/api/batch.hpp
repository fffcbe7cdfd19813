// Several commands out of one request, each answered by itself: 207 (RFC 4918).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/api/call.hpp"
#include "gateway/api/submission.hpp"

namespace andvari::gateway {

/// One command of several, and what it is about: {"order", "<id>"} or {"symbol", "AAPL"}.
struct Part {
    Command command;
    std::string_view name;
    std::string about;
    std::string order{};  ///< The id of the order that comes of it, where one does.
};

/// The id of a part's command: follows from the request's, so that the same Idempotency-Key makes the same commands.
CommandId part_id(const CommandId& request, std::string_view about);

/// Publishes `first`, then, once each of those has its outcome (or the wait is over), `second`. Answers with what became of each
/// of `second`, or of `first` where there is no second.
std::optional<Problem> submit_all(Call&, std::vector<Part> first, std::vector<Part> second = {});

}  // namespace andvari::gateway
