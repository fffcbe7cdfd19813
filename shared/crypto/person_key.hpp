// Personal data as they stand in facts: sealed with a key per person, so that whoever destroys the key has erased them
// everywhere, and the log with its hashes stays whole. XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/crypto/secret.hpp"

namespace andvari::crypto {

class PersonKey {
public:
    static PersonKey generate();
    /// From 32 secret bytes, such as bytes() gave. Nothing for another size.
    static std::optional<PersonKey> from_bytes(std::string_view bytes);

    /// 32 bytes: what the vault stores.
    const Secret& bytes() const { return secret_; }

private:
    explicit PersonKey(Secret secret) : secret_{std::move(secret)} {}
    Secret secret_;
};

/// Where a sealed text stands: one that was moved to another person or another field does not open.
struct SealedPlace {
    std::string_view user;   ///< Id.
    std::string_view field;  ///< Such as "email".
};

/// "v1." and base64url: a random nonce and the encrypted text, which is padded to the next multiple of 32 bytes, so that its
/// length tells little. Another text each time.
std::string seal(const PersonKey&, SealedPlace, std::string_view plain);
/// Nothing for what was not sealed with this key for this place, was altered, or has another version.
std::optional<std::string> open(const PersonKey&, SealedPlace, std::string_view sealed);

}  // namespace andvari::crypto
