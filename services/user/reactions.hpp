// What the user context makes of others' facts. Pure.
#pragma once

#include <vector>

#include "events/auth.hpp"
#include "services/user/domain.hpp"

namespace andvari::user {

/// Registered with a profile: TakeProfile.
std::vector<Command> react(const auth::Fact&);

}  // namespace andvari::user
