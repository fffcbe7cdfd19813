// What may be asked of the auth context, on cmd.auth.<user>.<verb>. `user` is the person it is about; the actor is that person
// or, before anybody is known to be anybody, the desk. See auth.hpp for what "sealed" means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/auth_terms.hpp"
#include "shared/access/permission.hpp"
#include "shared/identity/ids.hpp"
#include "shared/time/instant.hpp"

namespace andvari::auth {

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

/// cmd.auth.<user>.offer_verification: a token was made that proves, when it comes back, that the mail arrived. It is good for a
/// week at most; the latest eight are.
struct OfferVerification {
    UserId user;
    std::string token_hash;
    Instant expires;  ///< The fact says what holds.
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
    Instant expires;     ///< Without being refreshed. The fact says what holds: at most 30 days.
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
/// cmd.auth.<user>.refresh_session: a refresh token came back. One that was used before ends the session; only the one just
/// before the present one may come again for ten seconds, which is refused with refresh_repeated and changes nothing.
struct RefreshSession {
    UserId user;
    SessionId session;
    std::string presented_hash, next_hash;
    Instant expires;     ///< The fact says what holds: at most 30 days, and 90 days since the session was opened.
    std::string client;  ///< Sealed.
    static constexpr std::string_view type = "andvari.auth.refresh_session.v1";
    static constexpr auto fields = json::fields(
        json::field("user", &RefreshSession::user), json::field("session", &RefreshSession::session),
        json::field("presented_hash", &RefreshSession::presented_hash), json::field("next_hash", &RefreshSession::next_hash),
        json::field("expires", &RefreshSession::expires), json::field("client", &RefreshSession::client));
};
/// cmd.auth.<user>.end_session: by the person, or by who may manage sessions. One that is not open is no error:
/// SessionsEnded answers, with a count of 0.
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
/// cmd.auth.<user>.offer_reset: a token was made that allows, once, to choose a new password. It is good for a week at most; the
/// latest eight are, until the password is another.
struct OfferReset {
    UserId user;
    std::string token_hash;
    Instant expires;  ///< The fact says what holds.
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

}  // namespace andvari::auth
