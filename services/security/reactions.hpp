// What security makes of others' facts. Pure.
#pragma once

#include <vector>

#include "events/auth.hpp"
#include "events/user.hpp"
#include "services/security/domain.hpp"

namespace andvari::security {

/// Registered: Welcome.
std::vector<Command> react(const auth::Fact&);
/// Erased: Forget.
std::vector<Command> react(const user::Fact&);

}  // namespace andvari::security
