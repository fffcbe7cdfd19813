// What only one party can open: X25519 and XSalsa20-Poly1305 (libsodium's sealed box). The sender stays unknown, so the content
// must say and prove who asks.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "shared/crypto/secret.hpp"

namespace andvari::crypto {

/// Whom to seal to.
class SealingKey {
public:
    /// 43 characters of base64url. Nothing for anything else, nor for a key with which nothing would be secret.
    static std::optional<SealingKey> parse(std::string_view text);
    std::string text() const;
    const std::array<unsigned char, 32>& bytes() const { return bytes_; }

    friend bool operator==(const SealingKey&, const SealingKey&) = default;

private:
    friend class OpeningKey;
    std::array<unsigned char, 32> bytes_{};
};

/// The other half.
class OpeningKey {
public:
    static OpeningKey generate();
    /// From 32 secret bytes, such as bytes() gave. Nothing for another size.
    static std::optional<OpeningKey> from_bytes(std::string_view bytes);

    /// 32 bytes: what is stored where only its owner reads.
    const Secret& bytes() const { return secret_; }
    const SealingKey& sealing() const { return sealing_; }

private:
    explicit OpeningKey(Secret secret);
    Secret secret_;
    SealingKey sealing_;
};

/// 48 bytes longer than `bytes`; another text each time.
std::string seal_to(const SealingKey&, std::string_view bytes);
/// Nothing for what was not sealed to this key, or was altered.
std::optional<Secret> open_sealed(const OpeningKey&, std::string_view sealed);

}  // namespace andvari::crypto
