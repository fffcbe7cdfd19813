// What lets somebody in whose authenticator app is lost: ten codes to be written down, each good once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/crypto/secret.hpp"

namespace andvari::crypto {

constexpr std::size_t recovery_code_count = 10;

/// Each 120 random bits: six groups of four of a-z and 2-7, "k3fz-…". So many that a fast hash is enough to store (OWASP ASVS
/// 5.0 6.5.2 asks for 112).
std::vector<Secret> new_recovery_codes();
/// What is stored instead of a code, in hex: BLAKE2b-256 over the user's id and the code. Case, hyphens and blanks do not
/// matter, because people type it.
std::string recovery_code_hash(std::string_view user, std::string_view code);

}  // namespace andvari::crypto
