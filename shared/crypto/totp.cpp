#include "shared/crypto/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdio>
#include <stdexcept>

#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/base32.hpp"

namespace andvari::crypto {
namespace {

constexpr std::size_t secret_bytes = 20;  // As long as the hash (RFC 4226, 4, requirement 6).
constexpr std::int64_t step_microseconds = 30'000'000;
constexpr std::uint32_t codes = 1'000'000;
using Sha1 = std::array<unsigned char, 20>;

Sha1 hmac_sha1(std::string_view key, std::string_view message) {
    Sha1 hash;
    unsigned size = hash.size();
    if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), octets(message), message.size(), hash.data(), &size))
        throw std::runtime_error{"OpenSSL computes no HMAC-SHA-1"};
    return hash;
}

/// Dynamic truncation (RFC 4226, 5.3).
std::uint32_t truncated(const Sha1& hash) {
    const std::size_t offset = hash.back() & 15;
    return static_cast<std::uint32_t>(hash[offset] & 0x7f) << 24 | static_cast<std::uint32_t>(hash[offset + 1]) << 16 |
           static_cast<std::uint32_t>(hash[offset + 2]) << 8 | hash[offset + 3];
}

Secret code_of(std::string_view key, std::int64_t step) {
    std::array<char, 8> counter;
    for (int i = 0; i < 8; ++i) counter[static_cast<std::size_t>(i)] = static_cast<char>(step >> (56 - 8 * i));
    std::array<char, 7> digits;
    std::snprintf(digits.data(), digits.size(), "%06u", truncated(hmac_sha1(key, {counter.data(), counter.size()})) % codes);
    return Secret{std::string_view{digits.data(), 6}};
}

/// All but the unreserved characters of RFC 3986, 2.3, as percent-encodings.
std::string percent_encoded(std::string_view text) {
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (unreserved.find(c) != unreserved.npos) encoded += c;
        else encoded.append(1, '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
    return encoded;
}

std::optional<Secret> key_of(std::string_view secret) {
    auto key = from_base32(secret);
    if (!key) return std::nullopt;
    return Secret::taken_from(std::move(*key));
}

}  // namespace

Secret new_totp_secret() {
    auto bytes = random_bytes(secret_bytes);
    auto secret = Secret::taken_from(to_base32(bytes));
    wipe(bytes);
    return secret;
}

Secret totp_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
    const auto name = percent_encoded(issuer);
    std::string uri = "otpauth://totp/" + name + ":" + percent_encoded(account) + "?secret=";
    uri.append(secret).append("&issuer=").append(name).append("&algorithm=SHA1&digits=6&period=30");
    return Secret::taken_from(std::move(uri));
}

std::int64_t totp_step(Instant moment) { return moment.microseconds / step_microseconds; }

Secret totp_code(std::string_view secret, std::int64_t step) {
    const auto key = key_of(secret);
    if (!key) throw std::invalid_argument{"a secret of an authenticator app is not base32"};
    return code_of(key->view(), step);
}

std::optional<std::int64_t> verify_totp(std::string_view secret, std::string_view code, Instant now,
                                        std::optional<std::int64_t> last_used) {
    const auto key = key_of(secret);
    if (!key) return std::nullopt;
    std::optional<std::int64_t> matched;
    const auto present = totp_step(now);
    // All three are computed whatever fits, and the earliest counts.
    for (const auto step : {present + 1, present, present - 1}) {
        const bool fits = equal_in_constant_time(code_of(key->view(), step).view(), code);
        if (fits && (!last_used || step > *last_used)) matched = step;
    }
    return matched;
}

}  // namespace andvari::crypto
