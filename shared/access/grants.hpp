// What the door found that a command's sender may do: travels with the command (ce-grants), and is checked again by the service
// that decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/access/permission.hpp"

namespace andvari {

struct Grants {
    std::uint64_t revision = 0;  ///< The revision of the rights that the sender's door went by (security::Fact).
    PermissionSet permissions;   ///< Already narrowed to the scopes of an API key.
    friend bool operator==(const Grants&, const Grants&) = default;
};

/// "17:view_stocks,order_stocks".
std::string to_text(const Grants&);
/// Nothing for a text that `to_text` does not write; unknown permissions are refused, too.
std::optional<Grants> parse_grants(std::string_view);

}  // namespace andvari
