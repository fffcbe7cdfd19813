// base64url without padding (RFC 4648, 5): how opaque values travel in targets, fields and tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace andvari {

std::string to_base64url(std::string_view bytes);
/// Nothing unless `text` is exactly what to_base64url writes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace andvari
