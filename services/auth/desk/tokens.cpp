#include "services/auth/desk/tokens.hpp"

#include <algorithm>

#include "shared/crypto/tokens.hpp"

namespace andvari::desk {
namespace {
constexpr std::size_t random_size = 43;

/// Cuts off what stands before the first point; nothing where that is no token, or there is no point.
std::optional<std::string> take_part(std::string_view& rest) {
    const auto point = rest.find('.');
    if (point == std::string_view::npos || !is_token(rest.substr(0, point))) return std::nullopt;
    std::string part{rest.substr(0, point)};
    rest.remove_prefix(point + 1);
    return part;
}

bool is_random(std::string_view text) { return text.size() == random_size && is_token(text); }
}  // namespace

std::optional<MailedToken> parse_mailed_token(std::string_view token) {
    auto rest = token;
    auto user = take_part(rest);
    if (!user || !is_random(rest)) return std::nullopt;
    return MailedToken{{*std::move(user)}, crypto::token_hash(token)};
}

std::string new_mailed_token(const UserId& user) { return user.text + '.' + std::string{crypto::new_token().view()}; }

std::optional<RefreshToken> parse_refresh_token(std::string_view token) {
    auto rest = token;
    auto user = take_part(rest);
    auto session = user ? take_part(rest) : std::nullopt;
    if (!session || !is_random(rest)) return std::nullopt;
    return RefreshToken{{*std::move(user)}, {*std::move(session)}, crypto::token_hash(token)};
}

std::string new_refresh_token(const UserId& user, const SessionId& session) {
    return user.text + '.' + session.text + '.' + std::string{crypto::new_token().view()};
}

secrets::Tokens tokens_of(const KeyRing& ring, const UserId& user, const SessionId& session, std::string refresh_token,
                          Instant refresh_expires, Instant now) {
    const auto seconds_left = (refresh_expires.microseconds - now.microseconds) / 1'000'000;
    const crypto::AccessClaims claims{.issuer = std::string{secrets::token_issuer},
                                      .audience = std::string{secrets::token_audience},
                                      .subject = user.text,
                                      .session = session.text,
                                      .id = new_id(),
                                      .scope = {},
                                      .issued_at = now,
                                      .expires_at = now.plus_seconds(ring.token_seconds()),
                                      .not_before = {}};
    return {user,
            session,
            ring.sign(claims),
            ring.token_seconds(),
            std::move(refresh_token),
            std::max<std::int64_t>(seconds_left, 0)};
}

}  // namespace andvari::desk
