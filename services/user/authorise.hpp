// Who may give a command at all, by this context's own replica of security's facts. Asked before the rules.
#pragma once

#include <optional>

#include "services/user/domain.hpp"
#include "shared/access/rights.hpp"

namespace andvari::user {

// The machine's own actors may give every command. All are refused with user_not_found of who was never admitted.

/// The person with manage_own_profile; anybody else is refused with permission_denied.
std::optional<Refusal> authorise(const Rights&, const UpdateProfile&, const Given&);
std::optional<Refusal> authorise(const Rights&, const SetPreferences&, const Given&);
/// The person with manage_own_profile, others with erase_users.
std::optional<Refusal> authorise(const Rights&, const Erase&, const Given&);

}  // namespace andvari::user
