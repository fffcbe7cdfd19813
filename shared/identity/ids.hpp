// Names of things: strings that do not mix, and how new ones are derived.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace andvari {

/// An identifier of one kind of thing. Its text is a valid NATS subject token (see `is_token`).
template <class Tag>
struct Id {
    std::string text;
    friend auto operator<=>(const Id&, const Id&) = default;
    bool empty() const { return text.empty(); }
};

struct AccountTag;
struct OrderTag;
struct TradeTag;
struct UserTag;
struct SessionTag;
struct ApiKeyTag;
using AccountId = Id<AccountTag>;
using OrderId = Id<OrderTag>;
using TradeId = Id<TradeTag>;
using UserId = Id<UserTag>;
using SessionId = Id<SessionTag>;
using ApiKeyId = Id<ApiKeyTag>;  ///< The public half of an API key.

/// 1 to 64 of A-Z a-z 0-9 _ -: safe in a subject, a path and a file name.
bool is_token(std::string_view text);

/// A ticker such as "AAPL" or "BRK.B": 1 to 8 letters or digits, and optionally a point and 1 to 4 more.
struct Symbol {
    std::string text;
    friend auto operator<=>(const Symbol&, const Symbol&) = default;
};
bool is_symbol(std::string_view text);
/// The symbol as one subject token: the point, which NATS splits at, becomes an underscore.
std::string to_token(const Symbol& symbol);
/// The reverse of `to_token`; the result may not be a valid symbol.
Symbol symbol_of_token(std::string_view token);

/// A UUID of version 8 (RFC 9562) that is a function of its parts: BLAKE2b over them, each with its length before it.
/// Equal parts give equal ids for ever, so a retried step names the same thing.
std::string derive_id(std::initializer_list<std::string_view> parts);
/// A new random id, UUID version 7 (RFC 9562): sorts by time of making.
std::string new_id();

}  // namespace andvari

template <class Tag>
struct std::hash<andvari::Id<Tag>> {
    std::size_t operator()(const andvari::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.text); }
};
template <>
struct std::hash<andvari::Symbol> {
    std::size_t operator()(const andvari::Symbol& symbol) const noexcept { return std::hash<std::string>{}(symbol.text); }
};
