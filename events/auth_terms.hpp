// Words that the commands and the facts of the auth context share.
#pragma once

#include <string>

#include "shared/json/fields.hpp"

namespace andvari::auth {

/// How a session was begun.
enum class Method { password, totp, recovery_code };
/// Why a session ended.
enum class Ending { logged_out, revoked, token_reused, password_changed, deactivated, replaced, erased };
/// How a password came to be.
enum class PasswordChange { chosen, changed, reset, rehashed };

/// A public key that access tokens are signed with.
enum class KeyState { next, current, retired };
struct SigningKey {
    std::string kid;         ///< RFC 7638
    std::string public_key;  ///< Ed25519, base64url.
    KeyState state{};
    static constexpr auto fields =
        json::fields(json::field("kid", &SigningKey::kid), json::field("public_key", &SigningKey::public_key),
                     json::field("state", &SigningKey::state));
};

}  // namespace andvari::auth

template <>
struct andvari::json::EnumNames<andvari::auth::Method> {
    static constexpr std::array<std::string_view, 3> names{"password", "totp", "recovery_code"};
};
template <>
struct andvari::json::EnumNames<andvari::auth::Ending> {
    static constexpr std::array<std::string_view, 7> names{"logged_out",  "revoked",  "token_reused", "password_changed",
                                                           "deactivated", "replaced", "erased"};
};
template <>
struct andvari::json::EnumNames<andvari::auth::PasswordChange> {
    static constexpr std::array<std::string_view, 4> names{"chosen", "changed", "reset", "rehashed"};
};
template <>
struct andvari::json::EnumNames<andvari::auth::KeyState> {
    static constexpr std::array<std::string_view, 3> names{"next", "current", "retired"};
};
