// Ed25519 keys (RFC 8032) by which access tokens are signed and known to be ours.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "shared/crypto/secret.hpp"

namespace andvari::crypto {

/// The public half.
class VerifyingKey {
public:
    /// From "x" of a JWK: 43 characters of base64url. Nothing for anything else; whether it is a point of the curve shows when
    /// a signature is verified: none is right by a key that is not.
    static std::optional<VerifyingKey> parse(std::string_view x);
    /// 32 bytes.
    explicit VerifyingKey(std::string_view bytes);

    /// The key's thumbprint (RFC 7638): 43 characters of base64url.
    const std::string& id() const { return id_; }
    std::string x() const;
    /// Public JWK (RFC 7517, RFC 8037): {"crv":"Ed25519","kty":"OKP","x":…,"use":"sig","alg":"EdDSA","kid":…}
    std::string jwk() const;
    bool verifies(std::string_view message, std::string_view signature) const;

    friend bool operator==(const VerifyingKey&, const VerifyingKey&) = default;

private:
    std::array<char, 32> bytes_{};
    std::string id_;
};

/// {"keys":[…]}: what /.well-known/jwks.json answers.
std::string jwks(std::span<const VerifyingKey>);

class SigningKey {
public:
    static SigningKey generate();
    /// From 32 secret bytes, such as seed() gave. Nothing for another size.
    static std::optional<SigningKey> from_seed(std::string_view seed);

    /// 32 bytes: what is stored, sealed.
    Secret seed() const;
    const VerifyingKey& verifying() const { return verifying_; }
    /// 64 bytes.
    std::string sign(std::string_view message) const;

private:
    explicit SigningKey(Secret pair);
    Secret pair_;  ///< Seed and public key, as libsodium has them.
    VerifyingKey verifying_;
};

}  // namespace andvari::crypto
