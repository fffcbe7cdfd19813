// Base32 without padding (RFC 4648, 6): what people read out and type, and what NKeys are written in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace andvari {

/// Of A-Z and 2-7.
std::string to_base32(std::string_view bytes);
/// Nothing unless `text` is exactly what to_base32 writes.
std::optional<std::string> from_base32(std::string_view text);

}  // namespace andvari
