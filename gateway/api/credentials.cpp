#include "gateway/api/credentials.hpp"

#include <optional>

namespace andvari::gateway {
namespace {

using http::equal_ignoring_case;

/// What follows "Bearer "; empty for another scheme.
std::string_view bearer_secret(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
    return authorization.substr(scheme.size());
}

/// Calls `visit` with each name and value of a Cookie field (RFC 6265, 4.2.1).
template <class Visit>
void each_cookie(std::string_view field, Visit&& visit) {
    while (!field.empty()) {
        auto pair = field.substr(0, field.find(';'));
        field.remove_prefix(std::min(field.size(), pair.size() + 1));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos) visit(pair.substr(0, equals), pair.substr(equals + 1));
    }
}

/// The fields that credentials stand in, found in one pass.
struct Found {
    std::string_view authorization, key, secret, session;
    int authorizations = 0, keys = 0, secrets = 0, sessions = 0;

    explicit Found(const http::Request& request) {
        for (const auto& [name, value] : request.fields) {
            if (equal_ignoring_case(name, "Authorization")) take(value, authorization, authorizations);
            else if (equal_ignoring_case(name, "APCA-API-KEY-ID")) take(value, key, keys);
            else if (equal_ignoring_case(name, "APCA-API-SECRET-KEY")) take(value, secret, secrets);
            else if (equal_ignoring_case(name, "Cookie"))
                each_cookie(value, [this](std::string_view cookie, std::string_view content) {
                    if (cookie == session_cookie) take(content, session, sessions);
                });
        }
    }
    int kinds() const { return (authorizations > 0) + (keys + secrets > 0) + (sessions > 0); }
    bool twice() const { return authorizations > 1 || keys > 1 || secrets > 1 || sessions > 1; }

private:
    static void take(std::string_view value, std::string_view& place, int& count) {
        place = value;
        ++count;
    }
};

/// "host[:port]" of an Origin field; nothing for one that is none, such as "null".
std::optional<std::string_view> host_of(std::string_view origin, bool encrypted) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!origin.starts_with(scheme) || (encrypted && scheme == "http://")) continue;
        return origin.substr(scheme.size());
    }
    return std::nullopt;
}

}  // namespace

Result<Credentials> credentials_of(const http::Request& request) {
    const Found found{request};
    if (found.kinds() == 0) return Credentials{};
    if (found.kinds() > 1 || found.twice())
        return Problem{.code = "credentials_ambiguous",
                       .status = 400,
                       .detail = "The request has more than one credential; it must be clear which one counts."};
    if (found.authorizations > 0) return Credentials{Credentials::Kind::bearer, {}, bearer_secret(found.authorization)};
    if (found.sessions > 0) return Credentials{Credentials::Kind::cookie, {}, found.session};
    return Credentials{Credentials::Kind::key_headers, found.key, found.secret};
}

std::string_view cookie_of(const http::Request& request, std::string_view name) {
    std::optional<std::string_view> first;
    for (const auto& field : request.fields)
        if (equal_ignoring_case(field.name, "Cookie"))
            each_cookie(field.value, [&](std::string_view cookie, std::string_view content) {
                if (cookie == name && !first) first = content;
            });
    return first.value_or("");
}

void add_cookie(http::Response& response, std::string_view name, std::string_view value, std::int64_t seconds) {
    std::string line{name};
    line.append("=").append(value).append("; Max-Age=").append(std::to_string(seconds));
    response.add("Set-Cookie", line.append("; Path=/; Secure; HttpOnly; SameSite=Strict"));
}

Initiator initiator_of(const http::Request& request) {
    if (const auto site = request.field("Sec-Fetch-Site"); !site.empty())
        return site == "same-origin" || site == "none" ? Initiator::ours : Initiator::another_site;
    const auto origin = request.field("Origin");
    if (origin.empty()) return Initiator::unknown;
    const auto host = host_of(origin, request.encrypted);
    return host && equal_ignoring_case(*host, request.field("Host")) ? Initiator::ours : Initiator::another_site;
}

}  // namespace andvari::gateway
