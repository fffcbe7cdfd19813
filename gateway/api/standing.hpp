// Whether what somebody came in by still counts, and what they may do now: what the read model of access says of an identity.
#pragma once

#include <optional>

#include "gateway/api/caller.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway {

/// Nothing where the session, key or user is not, or no longer, good.
std::optional<Caller> standing_of(store::Database& access, const Identity&, Instant now);

/// The operator may do everything, whatever any read model says.
Caller the_operator();

}  // namespace andvari::gateway
