// BLAKE2b-256 with a key, in hex (RFC 7693).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace andvari::crypto {

/// Over all parts, each with its length before it, so that no two lists of parts are hashed as one. `key` has 16 to 64
/// bytes; throws std::invalid_argument for another.
std::string keyed_hash(std::string_view key, std::initializer_list<std::string_view> parts);

}  // namespace andvari::crypto
