#include "shared/crypto/recovery_codes.hpp"

#include "shared/crypto/keyed_hash.hpp"
#include "shared/crypto/libsodium.hpp"
#include "shared/encoding/ascii.hpp"
#include "shared/encoding/base32.hpp"

namespace andvari::crypto {
namespace {

constexpr std::size_t code_bytes = 15, group = 4;

Secret new_code() {
    auto bytes = random_bytes(code_bytes);
    auto digits = lower_case(to_base32(bytes));
    for (auto at = digits.size() - group; at > 0; at -= group) digits.insert(at, 1, '-');
    wipe(bytes);
    return Secret::taken_from(std::move(digits));
}

}  // namespace

std::vector<Secret> new_recovery_codes() {
    std::vector<Secret> codes;
    while (codes.size() < recovery_code_count) codes.push_back(new_code());
    return codes;
}

std::string recovery_code_hash(std::string_view user, std::string_view code) {
    auto plain = lower_case(code);
    std::erase_if(plain, [](char c) { return c == '-' || c == ' ' || c == '\t'; });
    const auto secret = Secret::taken_from(std::move(plain));
    return keyed_hash("andvari recovery code", {user, secret.view()});
}

}  // namespace andvari::crypto
