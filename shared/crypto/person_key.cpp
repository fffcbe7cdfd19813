#include "shared/crypto/person_key.hpp"

#include <cstdint>

#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/base64url.hpp"

namespace andvari::crypto {
namespace {

constexpr std::string_view version = "v1.";
constexpr std::size_t block = 32;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                      tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

/// What is authenticated beside the text: each part with its length before it, so that no two places give the same.
std::string bound_to(SealedPlace place) {
    std::string text{version};
    for (const auto part : {place.user, place.field}) text.append(std::to_string(part.size())).append(1, ':').append(part);
    return text;
}

/// ISO/IEC 7816-4: a byte 0x80, then zeros.
void pad(std::string& text) {
    const auto size = text.size();
    text.resize(size + block - size % block);
    std::size_t padded = 0;
    sodium_pad(&padded, octets(text), size, block, text.size());
}

bool unpad(std::string& text) {
    std::size_t size = 0;
    if (sodium_unpad(&size, octets(text), text.size(), block) != 0) return false;
    text.resize(size);
    return true;
}

}  // namespace

PersonKey PersonKey::generate() {
    return PersonKey{Secret::taken_from(random_bytes(crypto_aead_xchacha20poly1305_ietf_KEYBYTES))};
}

std::optional<PersonKey> PersonKey::from_bytes(std::string_view bytes) {
    if (bytes.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES) return std::nullopt;
    return PersonKey{Secret{bytes}};
}

std::string seal(const PersonKey& key, SealedPlace place, std::string_view plain) {
    std::string padded{plain};
    pad(padded);
    auto sealed = random_bytes(nonce_size);
    sealed.resize(nonce_size + padded.size() + tag_size);
    const auto bound = bound_to(place);
    crypto_aead_xchacha20poly1305_ietf_encrypt(octets(sealed) + nonce_size, nullptr, octets(padded), padded.size(), octets(bound),
                                               bound.size(), nullptr, octets(sealed), octets(key.bytes().view()));
    wipe(padded);
    return std::string{version} + to_base64url(sealed);
}

std::optional<std::string> open(const PersonKey& key, SealedPlace place, std::string_view sealed) {
    if (!sealed.starts_with(version)) return std::nullopt;
    const auto bytes = from_base64url(sealed.substr(version.size()));
    if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
    std::string plain(bytes->size() - nonce_size - tag_size, '\0');
    const auto bound = bound_to(place);
    const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(octets(plain), nullptr, nullptr, octets(*bytes) + nonce_size,
                                                                   bytes->size() - nonce_size, octets(bound), bound.size(),
                                                                   octets(*bytes), octets(key.bytes().view())) == 0;
    if (!opened || !unpad(plain)) return std::nullopt;
    return plain;
}

}  // namespace andvari::crypto
