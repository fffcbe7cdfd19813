// Secrets that the machine makes: opaque tokens and API keys. Their entropy is full, so that a fast hash is enough to store.
#pragma once

#include <string>
#include <string_view>

#include "shared/crypto/secret.hpp"

namespace andvari::crypto {

/// 256 random bits as base64url: 43 characters.
Secret new_token();
/// SHA-256 in hex: what is stored instead of a token, and looked up by.
std::string token_hash(std::string_view token);

struct ApiKey {
    std::string id;  ///< "AK" and 18 of A-Z and 2-7: public, names the key.
    Secret secret;   ///< 43 characters of base64url, shown once.
};
ApiKey new_api_key();
/// Whether `text` is spelled as an id is.
bool is_api_key_id(std::string_view text);
/// BLAKE2b-256 of the secret keyed with the id, in hex: what is stored instead of the secret. `id` must be one.
std::string api_key_hash(std::string_view id, std::string_view secret);

}  // namespace andvari::crypto
