// Paths and queries: what may stand in them, and what they say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace andvari::http {

/// Printable ASCII that a path may hold, and well-formed percent-encodings of anything but control characters.
bool is_path(std::string_view text);
bool is_query(std::string_view text);

/// Decodes percent-encodings. The result may hold any byte but control characters; nothing when malformed or not UTF-8.
std::optional<std::string> decode(std::string_view text, bool plus_is_space = false);

/// name=value&…, decoded. Nothing when malformed, or when a name stands twice: which one counts would be anybody's guess.
using Query = std::vector<std::pair<std::string, std::string>>;
std::optional<Query> parse_query(std::string_view text);

/// True for well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

}  // namespace andvari::http
