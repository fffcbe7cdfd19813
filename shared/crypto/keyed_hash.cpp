#include "shared/crypto/keyed_hash.hpp"

#include <cstdint>
#include <stdexcept>

#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/hex.hpp"

namespace andvari::crypto {

std::string keyed_hash(std::string_view key, std::initializer_list<std::string_view> parts) {
    if (key.size() < crypto_generichash_KEYBYTES_MIN || key.size() > crypto_generichash_KEYBYTES_MAX)
        throw std::invalid_argument{"the key of a hash must have 16 to 64 bytes"};
    crypto_generichash_state state;
    crypto_generichash_init(&state, octets(key), key.size(), crypto_generichash_BYTES);
    for (const auto part : parts) {
        const std::uint64_t length = part.size();
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
        crypto_generichash_update(&state, octets(part), part.size());
    }
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash_final(&state, octets(hash), hash.size());
    sodium_memzero(&state, sizeof state);
    return to_hex(hash);
}

}  // namespace andvari::crypto
