#include "shared/crypto/passwords.hpp"

#include <stdexcept>

#include "shared/crypto/libsodium.hpp"
#include "shared/crypto/tokens.hpp"

namespace andvari::crypto {

std::string hash_password(std::string_view password, const HashingCost& cost) {
    ready();
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(text, password.data(), password.size(), cost.passes, cost.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error{"a password cannot be hashed with " + std::to_string(cost.memory_bytes) + " bytes and " +
                                 std::to_string(cost.passes) + " passes"};
    return text;
}

bool verify_password(std::string_view hash, std::string_view password) {
    ready();
    if (!hash.starts_with(crypto_pwhash_argon2id_STRPREFIX)) return false;
    return crypto_pwhash_str_verify(std::string{hash}.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(std::string_view hash, const HashingCost& cost) {
    return crypto_pwhash_str_needs_rehash(std::string{hash}.c_str(), cost.passes, cost.memory_bytes) != 0;
}

std::string hash_of_nobody(const HashingCost& cost) { return hash_password(new_token().view(), cost); }

}  // namespace andvari::crypto
