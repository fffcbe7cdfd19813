#include "shared/crypto/signing_key.hpp"

#include <algorithm>
#include <stdexcept>

#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/base64url.hpp"

namespace andvari::crypto {
namespace {

/// The members that name the key, in the order and form that RFC 7638 hashes.
std::string required_members(const std::string& x) { return R"("crv":"Ed25519","kty":"OKP","x":")" + x + '"'; }

std::string thumbprint(const std::string& x) {
    const auto text = "{" + required_members(x) + "}";
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(octets(hash), octets(text), text.size());
    return to_base64url(hash);
}

}  // namespace

VerifyingKey::VerifyingKey(std::string_view bytes) {
    if (bytes.size() != bytes_.size()) throw std::invalid_argument{"a public key of Ed25519 has 32 bytes"};
    std::ranges::copy(bytes, bytes_.begin());
    id_ = thumbprint(x());
}

std::optional<VerifyingKey> VerifyingKey::parse(std::string_view x) {
    const auto bytes = from_base64url(x);
    if (!bytes || bytes->size() != crypto_sign_PUBLICKEYBYTES) return std::nullopt;
    return VerifyingKey{*bytes};
}

std::string VerifyingKey::x() const { return to_base64url({bytes_.data(), bytes_.size()}); }

std::string VerifyingKey::jwk() const {
    return "{" + required_members(x()) + R"(,"use":"sig","alg":"EdDSA","kid":")" + id_ + "\"}";
}

bool VerifyingKey::verifies(std::string_view message, std::string_view signature) const {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(octets(signature), octets(message), message.size(),
                                       octets({bytes_.data(), bytes_.size()})) == 0;
}

std::string jwks(std::span<const VerifyingKey> keys) {
    std::string text;
    for (const auto& key : keys) text.append(text.empty() ? "" : ",").append(key.jwk());
    return "{\"keys\":[" + text + "]}";
}

SigningKey::SigningKey(Secret pair) : pair_{std::move(pair)}, verifying_{pair_.view().substr(crypto_sign_SEEDBYTES)} {}

SigningKey SigningKey::generate() {
    const auto seed = Secret::taken_from(random_bytes(crypto_sign_SEEDBYTES));
    return *from_seed(seed.view());
}

std::optional<SigningKey> SigningKey::from_seed(std::string_view seed) {
    if (seed.size() != crypto_sign_SEEDBYTES) return std::nullopt;
    std::string shown(crypto_sign_PUBLICKEYBYTES, '\0'), pair(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_seed_keypair(octets(shown), octets(pair), octets(seed));
    return SigningKey{Secret::taken_from(std::move(pair))};
}

Secret SigningKey::seed() const { return Secret{pair_.view().substr(0, crypto_sign_SEEDBYTES)}; }

std::string SigningKey::sign(std::string_view message) const {
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(octets(signature), nullptr, octets(message), message.size(), octets(pair_.view()));
    return signature;
}

}  // namespace andvari::crypto
