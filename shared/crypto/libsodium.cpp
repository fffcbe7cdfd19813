#include "shared/crypto/libsodium.hpp"

#include <stdexcept>

namespace andvari::crypto {

void ready() {
    static const bool initialised = sodium_init() >= 0;
    if (!initialised) throw std::runtime_error{"there is no source of randomness"};
}

std::string random_bytes(std::size_t count) {
    ready();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

}  // namespace andvari::crypto
