#include "shared/crypto/emails.hpp"

#include "shared/crypto/keyed_hash.hpp"
#include "shared/encoding/ascii.hpp"

namespace andvari::crypto {

std::string normalised_email(std::string_view address) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = address.find_first_not_of(blanks);
    if (begin == address.npos) return {};
    return lower_case(address.substr(begin, address.find_last_not_of(blanks) - begin + 1));
}

std::string email_lookup_hash(std::string_view pepper, std::string_view address) {
    return keyed_hash(pepper, {"email", normalised_email(address)});
}

}  // namespace andvari::crypto
