// Who is calling, by what, and what they may do now.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/access/permission.hpp"
#include "shared/identity/ids.hpp"
#include "shared/network/network.hpp"
#include "shared/time/instant.hpp"

namespace andvari::gateway {

/// What a credential proved when it was verified. That stays true; whether it still counts is another question (standing.hpp).
struct Identity {
    std::string actor;                 ///< "owner:<user>" or "system:operator"
    UserId user;                       ///< Empty for the operator.
    std::optional<SessionId> session;  ///< By which they came in; neither of the two for a configured key.
    std::optional<ApiKeyId> key;
    std::string secret_hash;         ///< Of the key's secret: another one now means that it was rotated.
    std::vector<Network> networks;   ///< The key may be used from these only; empty: from anywhere.
    std::optional<Instant> expires;  ///< The access token, by itself.
    std::string signed_by;           ///< The key of the ring that the access token was signed with; empty for none.

    bool is_operator() const { return user.empty(); }
};

struct Caller : Identity {
    PermissionSet permissions;     ///< Of the user's roles, narrowed to the scopes of an API key.
    std::string grants;            ///< The same as ce-grants says it; empty for the operator.
    bool sees_everything = false;  ///< For reading. Who may act on everybody's things is the operator alone.
    std::optional<Instant> used;   ///< Of a session or key: when a use of it was last noted (see use_notes.hpp).
};

/// As they are at one moment; whoever keeps one longer asks again (Authentication::again).
using CallerPointer = std::shared_ptr<const Caller>;

}  // namespace andvari::gateway
