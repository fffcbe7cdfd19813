#include "shared/crypto/tokens.hpp"

#include <algorithm>
#include <array>

#include "shared/crypto/keyed_hash.hpp"
#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/base32.hpp"
#include "shared/encoding/base64url.hpp"
#include "shared/encoding/hex.hpp"

namespace andvari::crypto {
namespace {
constexpr std::string_view key_prefix = "AK";
constexpr std::size_t token_bytes = 32, key_digits = 18, key_bytes = 12;  // 12 bytes are more than 18 digits of 5 bits.
}  // namespace

Secret new_token() {
    auto bytes = random_bytes(token_bytes);
    auto token = Secret::taken_from(to_base64url(bytes));
    wipe(bytes);
    return token;
}

std::string token_hash(std::string_view token) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(octets(hash), octets(token), token.size());
    return to_hex(hash);
}

ApiKey new_api_key() { return {std::string{key_prefix} + to_base32(random_bytes(key_bytes)).substr(0, key_digits), new_token()}; }

bool is_api_key_id(std::string_view text) {
    const auto digit = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); };
    return text.size() == key_prefix.size() + key_digits && text.starts_with(key_prefix) && std::ranges::all_of(text, digit);
}

std::string api_key_hash(std::string_view id, std::string_view secret) { return keyed_hash(id, {secret}); }

}  // namespace andvari::crypto
