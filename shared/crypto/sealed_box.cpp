#include "shared/crypto/sealed_box.hpp"

#include <algorithm>
#include <stdexcept>

#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/base64url.hpp"

namespace andvari::crypto {
namespace {

/// A point of small order gives the same shared secret, all zeros, with every key: libsodium refuses it.
bool keeps_secrets(const unsigned char* point) {
    static constexpr unsigned char any[crypto_scalarmult_SCALARBYTES] = {1};
    unsigned char shared[crypto_scalarmult_BYTES];
    return crypto_scalarmult(shared, any, point) == 0;
}

}  // namespace

std::optional<SealingKey> SealingKey::parse(std::string_view text) {
    const auto bytes = from_base64url(text);
    SealingKey key;
    if (!bytes || bytes->size() != key.bytes_.size() || !keeps_secrets(octets(*bytes))) return std::nullopt;
    std::copy_n(octets(*bytes), key.bytes_.size(), key.bytes_.begin());
    return key;
}

std::string SealingKey::text() const { return to_base64url({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}); }

OpeningKey::OpeningKey(Secret secret) : secret_{std::move(secret)} {
    crypto_scalarmult_base(sealing_.bytes_.data(), octets(secret_.view()));
}

OpeningKey OpeningKey::generate() { return OpeningKey{Secret::taken_from(random_bytes(crypto_box_SECRETKEYBYTES))}; }

std::optional<OpeningKey> OpeningKey::from_bytes(std::string_view bytes) {
    if (bytes.size() != crypto_box_SECRETKEYBYTES) return std::nullopt;
    return OpeningKey{Secret{bytes}};
}

std::string seal_to(const SealingKey& key, std::string_view bytes) {
    ready();
    std::string sealed(bytes.size() + crypto_box_SEALBYTES, '\0');
    if (crypto_box_seal(octets(sealed), octets(bytes), bytes.size(), key.bytes().data()) != 0)
        throw std::invalid_argument{"nothing can be sealed to a key that was never given"};
    return sealed;
}

std::optional<Secret> open_sealed(const OpeningKey& key, std::string_view sealed) {
    if (sealed.size() < crypto_box_SEALBYTES) return std::nullopt;
    std::string bytes(sealed.size() - crypto_box_SEALBYTES, '\0');
    const bool opened = crypto_box_seal_open(octets(bytes), octets(sealed), sealed.size(), key.sealing().bytes().data(),
                                             octets(key.bytes().view())) == 0;
    if (!opened) return std::nullopt;
    return Secret::taken_from(std::move(bytes));
}

}  // namespace andvari::crypto
