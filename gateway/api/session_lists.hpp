// The sessions and API keys of a person, for themselves and for who manages the sessions of others.
#pragma once

#include "gateway/api/call.hpp"
#include "services/security/access_view.hpp"

namespace andvari::gateway {

/// Newest first; with the parameter status=all those that have ended, too.
std::optional<Problem> list_sessions_of(Call&, const UserId&);
std::optional<Problem> list_keys_of(Call&, const UserId&);

/// The person's session or key, or a 404 that another's gives as well.
Result<security::SessionRow> session_of(Call&, const UserId&, const std::string& id);
Result<security::KeyRow> key_of(Call&, const UserId&, const std::string& id);

// Commands. `reason` is in words; empty for what one does oneself.
std::optional<Problem> end_session_of(Call&, const UserId&, const std::string& id, std::string reason = {});
std::optional<Problem> revoke_key_of(Call&, const UserId&, const std::string& id, std::string reason = {});

}  // namespace andvari::gateway
