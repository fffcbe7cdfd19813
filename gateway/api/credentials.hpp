// What a request says of who sends it, as it stands in its fields. Nothing is verified here.
#pragma once

#include <string_view>

#include "gateway/api/problem.hpp"
#include "gateway/http/message.hpp"

namespace andvari::gateway {

/// The names begin with __Host-, so that a browser takes them only over TLS, for this host and the path "/" (RFC 6265bis, 4.1.3).
inline constexpr std::string_view session_cookie = "__Host-session", refresh_cookie = "__Host-refresh";

/// Views into the request.
struct Credentials {
    enum class Kind {
        none,
        bearer,       ///< Authorization: Bearer <secret> (RFC 6750); the secret is empty for another scheme.
        key_headers,  ///< APCA-API-KEY-ID and APCA-API-SECRET-KEY.
        cookie,       ///< The session's cookie.
    } kind = Kind::none;
    std::string_view key;  ///< Of key_headers; empty otherwise.
    std::string_view secret;
};

/// A problem where there are credentials of more than one kind, or one of them twice: which counts would be anybody's guess.
Result<Credentials> credentials_of(const http::Request&);

/// The cookie's value, or empty. Of several of one name the first.
std::string_view cookie_of(const http::Request&, std::string_view name);

/// Seconds: how long the browser keeps it; 0 takes it away. No script can read it, and no other site have it sent.
void add_cookie(http::Response&, std::string_view name, std::string_view value, std::int64_t seconds);

/// Whether a browser says that another site's page had it send this request, by Sec-Fetch-Site (Fetch Metadata) or, where that
/// is absent, by Origin. `unknown` where it says neither.
enum class Initiator { ours, another_site, unknown };
Initiator initiator_of(const http::Request&);

}  // namespace andvari::gateway
