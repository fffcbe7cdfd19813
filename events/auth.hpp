// Who somebody is: credentials, sessions, API keys, and the keys that tokens are signed with.
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

#include "shared/access/permission.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/time/instant.hpp"

namespace andvari::auth {

/// How a session was begun.
enum class Method { password, totp, recovery_code };
/// Why a session ended.
enum class Ending { logged_out, revoked, token_reused, password_changed, deactivated, replaced, erased };
/// How a password came to be.
enum class PasswordChange { chosen, changed, reset, rehashed };

// Commands, on cmd.auth.<user>.<verb>. `user` is the person they are about; the actor is that person or, before anybody is
// known to be anybody, the desk.

/// cmd.auth.<user>.register: somebody new. Without a password nobody can log in until one is reset.
struct Register {
    UserId user;
    std::string email;                    ///< Sealed.
    std::optional<std::string> password;  ///< Sealed hash.
    std::optional<std::string> profile;   ///< Sealed; for the context user.
    static constexpr std::string_view type = "andvari.auth.register.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &Register::user), json::field("email", &Register::email),
                     json::field("password", &Register::password), json::field("profile", &Register::profile));
};

/// cmd.auth.<user>.offer_verification: a token was made that proves, when it comes back, that the mail arrived.
struct OfferVerification {
    UserId user;
    std::string token_hash;
    Instant expires;
    static constexpr std::string_view type = "andvari.auth.offer_verification.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &OfferVerification::user), json::field("token_hash", &OfferVerification::token_hash),
                     json::field("expires", &OfferVerification::expires));
};
/// cmd.auth.<user>.verify_email
struct VerifyEmail {
    UserId user;
    std::string token_hash;
    static constexpr std::string_view type = "andvari.auth.verify_email.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &VerifyEmail::user), json::field("token_hash", &VerifyEmail::token_hash));
};

/// cmd.auth.<user>.open_session: the desk found the password right. Refused where that is no longer the password, or the second
/// factor's step or code was used before.
struct OpenSession {
    UserId user;
    SessionId session;
    std::uint64_t password_revision = 0;  ///< Of the password that was found right.
    Method method{};
    std::optional<std::int64_t> totp_step;     ///< Of a TOTP code that was found right (RFC 6238's T).
    std::optional<std::string> recovery_hash;  ///< Of the recovery code that was found right.
    std::string refresh_hash;
    Instant expires;     ///< Without being refreshed.
    std::string client;  ///< Sealed: device and network address.
    static constexpr std::string_view type = "andvari.auth.open_session.v1";
    static constexpr auto fields = json::fields(
        json::field("user", &OpenSession::user), json::field("session", &OpenSession::session),
        json::field("password_revision", &OpenSession::password_revision), json::field("method", &OpenSession::method),
        json::field("totp_step", &OpenSession::totp_step), json::field("recovery_hash", &OpenSession::recovery_hash),
        json::field("refresh_hash", &OpenSession::refresh_hash), json::field("expires", &OpenSession::expires),
        json::field("client", &OpenSession::client));
};
/// cmd.auth.<user>.note_failure: a wrong password or second factor.
struct NoteFailure {
    UserId user;
    Method method{};
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.note_failure.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &NoteFailure::user), json::field("method", &NoteFailure::method),
                     json::field("client", &NoteFailure::client));
};
/// cmd.auth.<user>.refresh_session: a refresh token came back. One that was used before ends the session.
struct RefreshSession {
    UserId user;
    SessionId session;
    std::string presented_hash, next_hash;
    Instant expires;
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.refresh_session.v1";
    static constexpr auto fields = json::fields(
        json::field("user", &RefreshSession::user), json::field("session", &RefreshSession::session),
        json::field("presented_hash", &RefreshSession::presented_hash), json::field("next_hash", &RefreshSession::next_hash),
        json::field("expires", &RefreshSession::expires), json::field("client", &RefreshSession::client));
};
/// cmd.auth.<user>.end_session: by the person, or by who may manage sessions. One that has ended already is no error.
struct EndSession {
    UserId user;
    SessionId session;
    std::string reason;  ///< In words; may be empty.
    static constexpr std::string_view type = "andvari.auth.end_session.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &EndSession::user), json::field("session", &EndSession::session),
                     json::field("reason", &EndSession::reason));
};
/// cmd.auth.<user>.end_all_sessions
struct EndAllSessions {
    UserId user;
    std::optional<SessionId> except;
    std::string reason;
    static constexpr std::string_view type = "andvari.auth.end_all_sessions.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &EndAllSessions::user), json::field("except", &EndAllSessions::except),
                     json::field("reason", &EndAllSessions::reason));
};

/// cmd.auth.<user>.change_password: ends all sessions but `keep`.
struct ChangePassword {
    UserId user;
    std::string password;                 ///< Sealed hash.
    std::uint64_t password_revision = 0;  ///< Of the present one, which was found right.
    PasswordChange how{};                 ///< changed or rehashed; a rehash ends nothing.
    std::optional<SessionId> keep;
    static constexpr std::string_view type = "andvari.auth.change_password.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &ChangePassword::user), json::field("password", &ChangePassword::password),
                     json::field("password_revision", &ChangePassword::password_revision),
                     json::field("how", &ChangePassword::how), json::field("keep", &ChangePassword::keep));
};
/// cmd.auth.<user>.offer_reset: a token was made that allows, once, to choose a new password.
struct OfferReset {
    UserId user;
    std::string token_hash;
    Instant expires;
    static constexpr std::string_view type = "andvari.auth.offer_reset.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &OfferReset::user), json::field("token_hash", &OfferReset::token_hash),
                     json::field("expires", &OfferReset::expires));
};
/// cmd.auth.<user>.reset_password: also verifies the e-mail address, for the token came by mail. Ends all sessions.
struct ResetPassword {
    UserId user;
    std::string token_hash;
    std::string password;  ///< Sealed hash.
    static constexpr std::string_view type = "andvari.auth.reset_password.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &ResetPassword::user), json::field("token_hash", &ResetPassword::token_hash),
                     json::field("password", &ResetPassword::password));
};

/// cmd.auth.<user>.offer_second_factor: a TOTP seed, not yet asked for at log-in.
struct OfferSecondFactor {
    UserId user;
    std::string seed;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.offer_second_factor.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &OfferSecondFactor::user), json::field("seed", &OfferSecondFactor::seed));
};
/// cmd.auth.<user>.enable_second_factor: a code of the offered seed was found right.
struct EnableSecondFactor {
    UserId user;
    std::int64_t totp_step = 0;
    std::vector<std::string> recovery_hashes;
    static constexpr std::string_view type = "andvari.auth.enable_second_factor.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &EnableSecondFactor::user), json::field("totp_step", &EnableSecondFactor::totp_step),
                     json::field("recovery_hashes", &EnableSecondFactor::recovery_hashes));
};
/// cmd.auth.<user>.disable_second_factor: password and second factor were found right.
struct DisableSecondFactor {
    UserId user;
    static constexpr std::string_view type = "andvari.auth.disable_second_factor.v1";
    static constexpr auto fields = json::fields(json::field("user", &DisableSecondFactor::user));
};

/// cmd.auth.<user>.create_key
struct CreateKey {
    UserId user;
    ApiKeyId key;
    std::string secret_hash;
    std::vector<Permission> scopes;  ///< What it may be used for, of what its owner may do.
    std::optional<Instant> expires;
    std::string details;  ///< Sealed: its name, and the addresses it may be used from.
    static constexpr std::string_view type = "andvari.auth.create_key.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &CreateKey::user), json::field("key", &CreateKey::key),
                     json::field("secret_hash", &CreateKey::secret_hash), json::field("scopes", &CreateKey::scopes),
                     json::field("expires", &CreateKey::expires), json::field("details", &CreateKey::details));
};
/// cmd.auth.<user>.rotate_key: the same key with another secret, from now on.
struct RotateKey {
    UserId user;
    ApiKeyId key;
    std::string secret_hash;
    static constexpr std::string_view type = "andvari.auth.rotate_key.v1";
    static constexpr auto fields = json::fields(json::field("user", &RotateKey::user), json::field("key", &RotateKey::key),
                                                json::field("secret_hash", &RotateKey::secret_hash));
};
/// cmd.auth.<user>.revoke_key: by the person, or by who may manage sessions.
struct RevokeKey {
    UserId user;
    ApiKeyId key;
    std::string reason;
    static constexpr std::string_view type = "andvari.auth.revoke_key.v1";
    static constexpr auto fields = json::fields(json::field("user", &RevokeKey::user), json::field("key", &RevokeKey::key),
                                                json::field("reason", &RevokeKey::reason));
};

/// cmd.auth.<user>.note_use: a session or a key is being used; sent now and then, not at each request. Exactly one of the two.
struct NoteUse {
    UserId user;
    std::optional<SessionId> session;
    std::optional<ApiKeyId> key;
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.note_use.v1";
    static constexpr auto fields = json::fields(json::field("user", &NoteUse::user), json::field("session", &NoteUse::session),
                                                json::field("key", &NoteUse::key), json::field("client", &NoteUse::client));
};

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
/// cmd.auth.ring.change_ring: only the machine itself. The keys as they stand from now on: exactly one current, at most one
/// next, which is published before it is used, and those whose tokens may still be about.
struct ChangeRing {
    std::vector<SigningKey> signing;
    std::string sealing;  ///< X25519, base64url: what is sent to the desk is sealed to it.
    std::string addressee() const { return "ring"; }
    static constexpr std::string_view type = "andvari.auth.change_ring.v1";
    static constexpr auto fields =
        json::fields(json::field("signing", &ChangeRing::signing), json::field("sealing", &ChangeRing::sealing));
};

// Facts, on evt.auth.<user>.<fact> and evt.auth.ring.ring_changed.

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
/// Answers EndAllSessions, whose SessionEnded facts come before it.
struct SessionsEnded {
    UserId user;
    std::int64_t count = 0;
    static constexpr std::string_view type = "andvari.auth.sessions_ended.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SessionsEnded::user), json::field("count", &SessionsEnded::count));
};

struct PasswordChanged {
    UserId user;
    std::string password;  ///< Sealed hash.
    PasswordChange how{};
    std::uint64_t revision = 0;  ///< Grows with each password; 1 is the first.
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
