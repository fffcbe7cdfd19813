#include "shared/bus/nkey.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <vector>

#include "shared/bus/bus.hpp"
#include "shared/encoding/base32.hpp"

namespace andvari::bus {

namespace {

using Bytes = std::vector<unsigned char>;
constexpr unsigned char seed_prefix = 18 << 3, user_prefix = 20 << 3;

/// CRC-16/XMODEM, as NKeys end with it, low byte first.
std::uint16_t checksum(const unsigned char* bytes, std::size_t count) {
    std::uint16_t crc = 0;
    for (std::size_t i = 0; i < count; ++i) {
        crc = static_cast<std::uint16_t>(crc ^ (bytes[i] << 8));
        for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint16_t>(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    return crc;
}

std::string encode(Bytes bytes) {
    const auto crc = checksum(bytes.data(), bytes.size());
    bytes.push_back(static_cast<unsigned char>(crc & 0xff));
    bytes.push_back(static_cast<unsigned char>(crc >> 8));
    return to_base32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Without the checksum. Throws BusError.
Bytes decode(std::string_view text) {
    const auto plain = from_base32(text);
    if (!plain) throw BusError{"an NKey is not written in base32"};
    Bytes bytes{plain->begin(), plain->end()};
    if (bytes.size() < 3 || checksum(bytes.data(), bytes.size() - 2) != (bytes[bytes.size() - 2] | bytes.back() << 8))
        throw BusError{"an NKey's checksum is wrong"};
    bytes.resize(bytes.size() - 2);
    return bytes;
}

UserKey make_key(const unsigned char* secret) {
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open;
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> full;
    crypto_sign_seed_keypair(open.data(), full.data(), secret);
    sodium_memzero(full.data(), full.size());
    Bytes seed{static_cast<unsigned char>(seed_prefix | user_prefix >> 5), static_cast<unsigned char>((user_prefix & 31) << 3)};
    seed.insert(seed.end(), secret, secret + crypto_sign_SEEDBYTES);
    Bytes shown{user_prefix};
    shown.insert(shown.end(), open.begin(), open.end());
    return {encode(std::move(seed)), encode(std::move(shown))};
}

}  // namespace

UserKey new_user_key() {
    if (sodium_init() < 0) throw BusError{"there is no source of randomness"};
    std::array<unsigned char, crypto_sign_SEEDBYTES> secret;
    randombytes_buf(secret.data(), secret.size());
    return make_key(secret.data());
}

UserKey user_key_of(std::string_view seed) {
    const auto bytes = decode(seed);
    const bool user = bytes.size() == 2 + crypto_sign_SEEDBYTES && (bytes[0] & 0xf8) == seed_prefix &&
                      ((bytes[0] & 7) << 5 | bytes[1] >> 3) == user_prefix;
    if (!user) throw BusError{"an NKey is not a user's seed"};
    return make_key(bytes.data() + 2);
}

UserKey read_user_key(const std::filesystem::path& file) {
    std::ifstream in{file};
    std::string seed;
    if (!(in >> seed)) throw BusError{"there is no NKey seed in " + file.string()};
    return user_key_of(seed);
}

}  // namespace andvari::bus
