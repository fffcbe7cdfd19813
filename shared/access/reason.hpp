// Why somebody did something to somebody else: written into the facts, for those who read the record later.
#pragma once

#include <optional>
#include <string_view>

#include "shared/eventing/decision.hpp"

namespace andvari {

inline constexpr std::size_t longest_reason = 512;  ///< Code points.

/// Refused, in this order: reason_missing (people must say why, the machine's own actors need not), reason_invalid (too long, or
/// with control characters).
std::optional<Refusal> trouble_with_reason(std::string_view reason, const Given&);

}  // namespace andvari
