// Proving again that somebody is who the door says: what several verbs ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "services/auth/desk/workbench.hpp"

namespace andvari::desk {

/// The stored hash of a password.
std::optional<std::string> password_hash(Workbench&, const std::optional<auth::CredentialsRow>&);

/// What a person has proved, or the answer where it was not right.
using Checked = std::variant<auth::CredentialsRow, Answer>;
/// The password of the person whom the door found. Refused: permission_denied (nobody), too_many_attempts, busy, password_wrong.
Checked check_password(Workbench&, const secrets::Request&, std::string_view password);

/// A code that was right.
struct Factor {
    auth::Method method{};
    std::optional<std::int64_t> totp_step;
    std::optional<std::string> recovery_hash;
};
/// Six digits are an app's, anything else a recovery code. Nothing where it is wrong, or was used before.
std::optional<Factor> check_factor(Workbench&, const auth::CredentialsRow&, std::string_view code, Instant now);

/// That an account is tried by who is logged in to it.
Attempt attempt_of(const secrets::Request&);

/// Waits until the read model shows an outcome on which a later request depends.
void wait_until_seen(Workbench&, const Outcome&);

}  // namespace andvari::desk
