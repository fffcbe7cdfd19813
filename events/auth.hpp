// Who somebody is: credentials, sessions, API keys, and the keys that tokens are signed with. Facts, on evt.auth.<user>.<fact>
// and evt.auth.ring.ring_changed.
//
// Nothing here is a secret or tells of a person to who reads the log: passwords come as argon2id hashes, and these, like e-mail
// addresses, devices and network addresses, only sealed with the person's own key ("sealed" below, see
// shared/crypto/person_key.hpp); tokens come as hashes of 256 random bits. The commands are made by the desk
// (services/auth/desk), which alone sees secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/auth_commands.hpp"

namespace andvari::auth {

struct Registered {
    UserId user;
    std::string email;                    ///< Sealed.
    std::optional<std::string> password;  ///< Sealed hash.
    std::optional<std::string> profile;   ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.registered.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &Registered::user), json::field("email", &Registered::email),
                     json::field("password", &Registered::password), json::field("profile", &Registered::profile));
};
struct VerificationOffered {
    UserId user;
    std::string token_hash;
    Instant expires;
    static constexpr std::string_view type = "andvari.auth.verification_offered.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &VerificationOffered::user), json::field("token_hash", &VerificationOffered::token_hash),
                     json::field("expires", &VerificationOffered::expires));
};
struct EmailVerified {
    UserId user;
    static constexpr std::string_view type = "andvari.auth.email_verified.v1";
    static constexpr auto fields = json::fields(json::field("user", &EmailVerified::user));
};

struct SessionOpened {
    UserId user;
    SessionId session;
    Method method{};
    std::optional<std::int64_t> totp_step;
    std::optional<std::string> recovery_hash;
    std::string refresh_hash;
    Instant opened, expires;
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.session_opened.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SessionOpened::user), json::field("session", &SessionOpened::session),
                     json::field("method", &SessionOpened::method), json::field("totp_step", &SessionOpened::totp_step),
                     json::field("recovery_hash", &SessionOpened::recovery_hash),
                     json::field("refresh_hash", &SessionOpened::refresh_hash), json::field("opened", &SessionOpened::opened),
                     json::field("expires", &SessionOpened::expires), json::field("client", &SessionOpened::client));
};
struct LoginFailed {
    UserId user;
    Method method{};
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.login_failed.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &LoginFailed::user), json::field("method", &LoginFailed::method),
                     json::field("client", &LoginFailed::client));
};
struct SessionRefreshed {
    UserId user;
    SessionId session;
    std::string refresh_hash;
    Instant refreshed, expires;
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.session_refreshed.v1";
    static constexpr auto fields = json::fields(
        json::field("user", &SessionRefreshed::user), json::field("session", &SessionRefreshed::session),
        json::field("refresh_hash", &SessionRefreshed::refresh_hash), json::field("refreshed", &SessionRefreshed::refreshed),
        json::field("expires", &SessionRefreshed::expires), json::field("client", &SessionRefreshed::client));
};
/// A refresh token that was used before came again: somebody has stolen one. The session's end is the next fact, then the
/// refusal. The person is told.
struct TokenReused {
    UserId user;
    SessionId session;
    std::string client;  ///< Sealed: who presented it.
    static constexpr std::string_view type = "andvari.auth.token_reused.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &TokenReused::user), json::field("session", &TokenReused::session),
                     json::field("client", &TokenReused::client));
};
struct SessionEnded {
    UserId user;
    SessionId session;
    Ending ending{};
    std::string reason;  ///< In words; may be empty.
    static constexpr std::string_view type = "andvari.auth.session_ended.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SessionEnded::user), json::field("session", &SessionEnded::session),
                     json::field("ending", &SessionEnded::ending), json::field("reason", &SessionEnded::reason));
};
/// Answers EndAllSessions, whose SessionEnded facts come before it; and, with a count of 0, an EndSession that had nothing to
/// end.
struct SessionsEnded {
    UserId user;
    std::int64_t count = 0;
    static constexpr std::string_view type = "andvari.auth.sessions_ended.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SessionsEnded::user), json::field("count", &SessionsEnded::count));
};

/// The sessions that end with the old password do so by facts before it.
struct PasswordChanged {
    UserId user;
    std::string password;  ///< Sealed hash.
    PasswordChange how{};
    std::uint64_t revision = 0;  ///< 1 is the first; grows with each other password, so not when one is rehashed.
    static constexpr std::string_view type = "andvari.auth.password_changed.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &PasswordChanged::user), json::field("password", &PasswordChanged::password),
                     json::field("how", &PasswordChanged::how), json::field("revision", &PasswordChanged::revision));
};
struct ResetOffered {
    UserId user;
    std::string token_hash;
    Instant expires;
    static constexpr std::string_view type = "andvari.auth.reset_offered.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &ResetOffered::user), json::field("token_hash", &ResetOffered::token_hash),
                     json::field("expires", &ResetOffered::expires));
};

struct SecondFactorOffered {
    UserId user;
    std::string seed;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.second_factor_offered.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SecondFactorOffered::user), json::field("seed", &SecondFactorOffered::seed));
};
struct SecondFactorEnabled {
    UserId user;
    std::int64_t totp_step = 0;
    std::vector<std::string> recovery_hashes;
    static constexpr std::string_view type = "andvari.auth.second_factor_enabled.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SecondFactorEnabled::user), json::field("totp_step", &SecondFactorEnabled::totp_step),
                     json::field("recovery_hashes", &SecondFactorEnabled::recovery_hashes));
};
struct SecondFactorDisabled {
    UserId user;
    static constexpr std::string_view type = "andvari.auth.second_factor_disabled.v1";
    static constexpr auto fields = json::fields(json::field("user", &SecondFactorDisabled::user));
};

struct KeyCreated {
    UserId user;
    ApiKeyId key;
    std::string secret_hash;
    std::vector<Permission> scopes;
    std::optional<Instant> expires;
    std::string details;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.key_created.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &KeyCreated::user), json::field("key", &KeyCreated::key),
                     json::field("secret_hash", &KeyCreated::secret_hash), json::field("scopes", &KeyCreated::scopes),
                     json::field("expires", &KeyCreated::expires), json::field("details", &KeyCreated::details));
};
struct KeyRotated {
    UserId user;
    ApiKeyId key;
    std::string secret_hash;
    static constexpr std::string_view type = "andvari.auth.key_rotated.v1";
    static constexpr auto fields = json::fields(json::field("user", &KeyRotated::user), json::field("key", &KeyRotated::key),
                                                json::field("secret_hash", &KeyRotated::secret_hash));
};
struct KeyRevoked {
    UserId user;
    ApiKeyId key;
    std::string reason;
    static constexpr std::string_view type = "andvari.auth.key_revoked.v1";
    static constexpr auto fields = json::fields(json::field("user", &KeyRevoked::user), json::field("key", &KeyRevoked::key),
                                                json::field("reason", &KeyRevoked::reason));
};
struct Used {
    UserId user;
    std::optional<SessionId> session;
    std::optional<ApiKeyId> key;
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.used.v1";
    static constexpr auto fields = json::fields(json::field("user", &Used::user), json::field("session", &Used::session),
                                                json::field("key", &Used::key), json::field("client", &Used::client));
};
/// The person was erased: no password, no session, no key is left. Sessions that were open end by facts before it.
struct Closed {
    UserId user;
    static constexpr std::string_view type = "andvari.auth.closed.v1";
    static constexpr auto fields = json::fields(json::field("user", &Closed::user));
};

struct RingChanged {
    std::vector<SigningKey> signing;
    std::string sealing;
    static constexpr std::string_view type = "andvari.auth.ring_changed.v1";
    static constexpr auto fields =
        json::fields(json::field("signing", &RingChanged::signing), json::field("sealing", &RingChanged::sealing));
};

struct CommandRefused {
    std::string subject;  ///< The user, or "ring".
    std::string code, reason;
    static constexpr std::string_view type = "andvari.auth.command_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("subject", &CommandRefused::subject), json::field("code", &CommandRefused::code),
                     json::field("reason", &CommandRefused::reason));
};

using Fact =
    std::variant<Registered, VerificationOffered, EmailVerified, SessionOpened, LoginFailed, SessionRefreshed, TokenReused,
                 SessionEnded, SessionsEnded, PasswordChanged, ResetOffered, SecondFactorOffered, SecondFactorEnabled,
                 SecondFactorDisabled, KeyCreated, KeyRotated, KeyRevoked, Used, Closed, RingChanged, CommandRefused>;

}  // namespace andvari::auth
