// What the door asks of the desk (services/auth/desk), which alone sees secrets in the clear.
//
// A request is a message on secret.auth.<verb>: a JSON Request, sealed as a whole to the desk's public key (auth::RingChanged::
// sealing; crypto_box_seal). The answer is a core message on ans.secret.<id>: a JSON Reply, sealed to the request's `reply_key`.
// Neither is ever stored on a disk. A request is worked on at most once, and lost with the memory of the server: who hears
// nothing asks again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/permission.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/time/instant.hpp"

namespace andvari::secrets {

struct Request {
    std::string id;                     ///< is_token; new for each.
    std::string reply_key;              ///< X25519, base64url; one-time.
    std::optional<UserId> user;         ///< Who the door found the sender to be; nothing for somebody unknown.
    std::optional<SessionId> session;   ///< By what.
    std::optional<std::string> grants;  ///< As in ce-grants.
    std::string address;                ///< Of the sender, as text.
    std::string device;                 ///< What the sender says it is (User-Agent); at most 256 bytes.
    std::string body;                   ///< JSON of the verb's type below.
    static constexpr auto fields = json::fields(
        json::field("id", &Request::id), json::field("reply_key", &Request::reply_key), json::field("user", &Request::user),
        json::field("session", &Request::session), json::field("grants", &Request::grants),
        json::field("address", &Request::address), json::field("device", &Request::device), json::field("body", &Request::body));
};

/// Either a refusal's code or, where that is absent, a result.
struct Reply {
    std::optional<std::string> code, reason;
    std::optional<std::int64_t> retry_after;  ///< Seconds.
    std::optional<std::string> body;          ///< JSON of the verb's result below; absent where it has none.
    std::vector<std::string> places;          ///< Values of Andvari-Sequence ("auth/0:1:17"): the facts that came of it.
    static constexpr auto fields = json::fields(json::field("code", &Reply::code), json::field("reason", &Reply::reason),
                                                json::field("retry_after", &Reply::retry_after),
                                                json::field("body", &Reply::body), json::field("places", &Reply::places));
};

// The verbs. Those above the line are for anybody, those below for a person who is known.

/// No result, and the same answer whether the address was known or not.
struct Register {
    std::string email, password;
    std::optional<std::string> first_name, last_name;
    static constexpr std::string_view verb = "register";
    static constexpr auto fields =
        json::fields(json::field("email", &Register::email), json::field("password", &Register::password),
                     json::field("first_name", &Register::first_name), json::field("last_name", &Register::last_name));
};
/// The token is "<user>.<random>". Refused: token_invalid.
struct VerifyEmail {
    std::string token;
    static constexpr std::string_view verb = "verify_email";
    static constexpr auto fields = json::fields(json::field("token", &VerifyEmail::token));
};
/// Another mail with a token. No result, and the same answer whether the address was known or not.
struct ResendVerification {
    std::string email;
    static constexpr std::string_view verb = "resend_verification";
    static constexpr auto fields = json::fields(json::field("email", &ResendVerification::email));
};
/// Result: Tokens. Refused: login_failed (whatever was wrong), second_factor_required, second_factor_wrong, too_many_attempts.
struct LogIn {
    std::string email, password;
    std::optional<std::string> code;  ///< TOTP, or a recovery code.
    static constexpr std::string_view verb = "log_in";
    static constexpr auto fields = json::fields(json::field("email", &LogIn::email), json::field("password", &LogIn::password),
                                                json::field("code", &LogIn::code));
};
/// Result: Tokens. Refused: token_invalid (also expired, ended, reused).
struct Refresh {
    std::string refresh_token;
    static constexpr std::string_view verb = "refresh";
    static constexpr auto fields = json::fields(json::field("refresh_token", &Refresh::refresh_token));
};
/// No result, and the same answer whether the address was known or not.
struct RequestReset {
    std::string email;
    static constexpr std::string_view verb = "request_reset";
    static constexpr auto fields = json::fields(json::field("email", &RequestReset::email));
};
/// Refused: token_invalid, password_….
struct ResetPassword {
    std::string token, new_password;
    static constexpr std::string_view verb = "reset_password";
    static constexpr auto fields =
        json::fields(json::field("token", &ResetPassword::token), json::field("new_password", &ResetPassword::new_password));
};

/// "iss" and "aud" of access tokens: a token is good on the installation whose ring has its key, and nowhere else.
inline constexpr std::string_view token_issuer = "andvari", token_audience = "andvari-api";

struct Tokens {
    UserId user;
    SessionId session;
    std::string access_token;     ///< A JWS; see shared/crypto/jws.hpp.
    std::int64_t expires_in = 0;  ///< Seconds that the access token is good for.
    std::string refresh_token;
    std::int64_t refresh_expires_in = 0;
    static constexpr auto fields = json::fields(
        json::field("user", &Tokens::user), json::field("session", &Tokens::session),
        json::field("access_token", &Tokens::access_token), json::field("expires_in", &Tokens::expires_in),
        json::field("refresh_token", &Tokens::refresh_token), json::field("refresh_expires_in", &Tokens::refresh_expires_in));
};

// ---

/// Refused: password_wrong, password_…, too_many_attempts.
struct ChangePassword {
    std::string current_password, new_password;
    static constexpr std::string_view verb = "change_password";
    static constexpr auto fields = json::fields(json::field("current_password", &ChangePassword::current_password),
                                                json::field("new_password", &ChangePassword::new_password));
};
/// Result: OfferedFactor. Refused: password_wrong, second_factor_enabled.
struct OfferSecondFactor {
    std::string password;
    static constexpr std::string_view verb = "offer_second_factor";
    static constexpr auto fields = json::fields(json::field("password", &OfferSecondFactor::password));
};
struct OfferedFactor {
    std::string secret;  ///< Base32.
    std::string uri;     ///< otpauth://totp/…
    static constexpr auto fields =
        json::fields(json::field("secret", &OfferedFactor::secret), json::field("uri", &OfferedFactor::uri));
};
/// Result: RecoveryCodes. Refused: second_factor_not_offered, second_factor_wrong.
struct EnableSecondFactor {
    std::string code;
    static constexpr std::string_view verb = "enable_second_factor";
    static constexpr auto fields = json::fields(json::field("code", &EnableSecondFactor::code));
};
struct RecoveryCodes {
    std::vector<std::string> recovery_codes;
    static constexpr auto fields = json::fields(json::field("recovery_codes", &RecoveryCodes::recovery_codes));
};
/// Refused: password_wrong, second_factor_wrong.
struct DisableSecondFactor {
    std::string password, code;
    static constexpr std::string_view verb = "disable_second_factor";
    static constexpr auto fields =
        json::fields(json::field("password", &DisableSecondFactor::password), json::field("code", &DisableSecondFactor::code));
};
/// Result: KeySecret. The person's own; a key cannot make keys.
struct CreateKey {
    std::string name;  ///< 1 to 64 characters, for people.
    std::vector<Permission> scopes;
    std::optional<Instant> expires;
    std::optional<std::vector<std::string>>
        addresses;  ///< It may be used from these only: addresses or networks ("192.0.2.0/24").
    static constexpr std::string_view verb = "create_key";
    static constexpr auto fields =
        json::fields(json::field("name", &CreateKey::name), json::field("scopes", &CreateKey::scopes),
                     json::field("expires", &CreateKey::expires), json::field("addresses", &CreateKey::addresses));
};
/// Result: KeySecret. Refused: key_not_found.
struct RotateKey {
    ApiKeyId key;
    static constexpr std::string_view verb = "rotate_key";
    static constexpr auto fields = json::fields(json::field("key", &RotateKey::key));
};
struct KeySecret {
    ApiKeyId key;
    std::string secret;  ///< Shown this once.
    static constexpr auto fields = json::fields(json::field("key", &KeySecret::key), json::field("secret", &KeySecret::secret));
};
/// Refused: password_wrong.
struct EraseMe {
    std::string password;
    static constexpr std::string_view verb = "erase_me";
    static constexpr auto fields = json::fields(json::field("password", &EraseMe::password));
};
/// For who may rotate keys, and for the machine itself. No result.
struct RotateSigningKeys {
    std::string reason;
    static constexpr std::string_view verb = "rotate_signing_keys";
    static constexpr auto fields = json::fields(json::field("reason", &RotateSigningKeys::reason));
};

// What stands in a sealed text of the auth context's facts.

/// auth::SessionOpened::client and the like.
struct Client {
    std::string address, device;
    static constexpr auto fields = json::fields(json::field("address", &Client::address), json::field("device", &Client::device));
};
/// auth::KeyCreated::details.
struct KeyDetails {
    std::string name;
    std::vector<std::string> addresses;  ///< Empty: from anywhere.
    static constexpr auto fields =
        json::fields(json::field("name", &KeyDetails::name), json::field("addresses", &KeyDetails::addresses));
};

}  // namespace andvari::secrets
