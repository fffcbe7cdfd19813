// Codes of an authenticator app: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 s, which is what all apps have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/crypto/secret.hpp"
#include "shared/time/instant.hpp"

namespace andvari::crypto {

/// 160 random bits in base32: 32 characters.
Secret new_totp_secret();
/// "otpauth://totp/…", which apps read from a QR code. `issuer` and `account` are text for people.
Secret totp_uri(std::string_view issuer, std::string_view account, std::string_view secret);

/// Which step of 30 s since 1970 a moment lies in.
std::int64_t totp_step(Instant);
/// The six digits of a step. Throws std::invalid_argument for a secret that is not base32.
Secret totp_code(std::string_view secret, std::int64_t step);
/// The step that `code` is of: the present one or one to either side, for clocks that are a little off, but only later than
/// `last_used`, so that no code serves twice; store it as the next `last_used`. Nothing for a wrong code, and for a secret
/// that is not base32.
std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::optional<std::int64_t> last_used);

}  // namespace andvari::crypto
