// The desk's opaque tokens: "<user>.<random>" in mails, "<user>.<session>.<random>" for refreshing. Only their hashes are stored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/secrets.hpp"
#include "services/auth/desk/key_ring.hpp"

namespace andvari::desk {

inline constexpr std::int64_t refresh_token_seconds = 30 * 86'400;

struct MailedToken {
    UserId user;
    std::string hash;
};
/// Nothing for what `new_mailed_token` does not write.
std::optional<MailedToken> parse_mailed_token(std::string_view token);
std::string new_mailed_token(const UserId&);

struct RefreshToken {
    UserId user;
    SessionId session;
    std::string hash;
};
/// Nothing for what `new_refresh_token` does not write.
std::optional<RefreshToken> parse_refresh_token(std::string_view token);
std::string new_refresh_token(const UserId&, const SessionId&);

/// With a fresh access token.
secrets::Tokens tokens_of(const KeyRing&, const UserId&, const SessionId&, std::string refresh_token, Instant refresh_expires,
                          Instant now);

}  // namespace andvari::desk
