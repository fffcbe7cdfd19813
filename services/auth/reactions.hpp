// What the auth context makes of others' facts. Pure.
#pragma once

#include <vector>

#include "events/security.hpp"
#include "events/user.hpp"
#include "services/auth/domain.hpp"

namespace andvari::auth {

/// Deactivated: ShutOut.
std::vector<Command> react(const security::Fact&);
/// Erased: Close.
std::vector<Command> react(const user::Fact&);

}  // namespace andvari::auth
