// Access tokens: JSON Web Tokens (RFC 7519, RFC 9068) signed with Ed25519 (RFC 8037) as compact JWS (RFC 7515).
#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/crypto/signing_key.hpp"
#include "shared/json/fields.hpp"
#include "shared/time/instant.hpp"

namespace andvari::crypto {

constexpr std::size_t longest_access_token = 2048;      ///< In bytes.
constexpr std::int64_t access_token_skew_seconds = 60;  ///< How far ahead the issuer's clock may be.

struct AccessClaims {
    std::string issuer;                 ///< "iss"
    std::string audience;               ///< "aud": one.
    std::string subject;                ///< "sub": the user's id.
    std::string session;                ///< "sid"
    std::string id;                     ///< "jti"
    std::string scope;                  ///< "scope": separated by blanks (RFC 6749, 3.3); may be empty.
    Instant issued_at;                  ///< "iat", like the others in whole seconds.
    Instant expires_at;                 ///< "exp"
    std::optional<Instant> not_before;  ///< "nbf"
    friend bool operator==(const AccessClaims&, const AccessClaims&) = default;
};

/// The token, with header {"alg":"EdDSA","typ":"at+jwt","kid":…}. Fractions of seconds are cut. Throws std::length_error
/// for claims whose token nobody would accept.
std::string sign_access_token(const SigningKey&, const AccessClaims&);

/// Why a token is not accepted, in the order in which it is checked.
enum class TokenFault {
    token_malformed,    ///< No compact JWS of ours: size, spelling, members, algorithm, type.
    token_key_unknown,  ///< Signed by a key that is not in use.
    token_signature_wrong,
    token_not_for_us,     ///< Another issuer or audience.
    token_not_yet_valid,  ///< More than the skew before "iat" or "nbf".
    token_expired,        ///< At or after "exp".
};
[[noreturn]] void throw_exception_from_error(TokenFault, const boost::source_location&);

/// Whose tokens, and for whom, are accepted. Made once, then only read: any thread may ask.
class AccessTokenVerifier {
public:
    AccessTokenVerifier(std::string issuer, std::string audience, std::vector<VerifyingKey> keys);

    /// Takes nothing on trust: exactly the three members in the header, each once, with exactly these values; no key but the
    /// known ones, whatever the token says; no member in the claims beside those of AccessClaims.
    boost::system::result<AccessClaims, TokenFault> verify(std::string_view token, Instant now) const;

private:
    const VerifyingKey* find(std::string_view id) const;

    std::string issuer_, audience_;
    std::vector<VerifyingKey> keys_;
};

}  // namespace andvari::crypto

template <>
struct andvari::json::EnumNames<andvari::crypto::TokenFault> {
    static constexpr std::array<std::string_view, 6> names{"token_malformed",  "token_key_unknown",   "token_signature_wrong",
                                                           "token_not_for_us", "token_not_yet_valid", "token_expired"};
};
