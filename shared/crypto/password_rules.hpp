// Which passwords are good enough: NIST SP 800-63B 5.1.1.2 and OWASP ASVS 5.0 6.2. Long enough, not a common one, not the
// user's own address; no rules of composition.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "shared/json/fields.hpp"

namespace andvari::crypto {

constexpr std::size_t shortest_password = 8, longest_password = 256;  ///< In code points.

enum class PasswordRefusal {
    password_malformed,  ///< Not UTF-8.
    password_too_short,
    password_too_long,
    password_too_common,  ///< In the list of common_passwords, or the e-mail address, or what stands before its @.
};

/// Why `password` may not be chosen by the owner of `email`, checked in the order above. Nothing where it may.
/// The list and the address are compared without regard to ASCII case.
std::optional<PasswordRefusal> refuse_password(std::string_view password, std::string_view email);

}  // namespace andvari::crypto

template <>
struct andvari::json::EnumNames<andvari::crypto::PasswordRefusal> {
    static constexpr std::array<std::string_view, 4> names{"password_malformed", "password_too_short", "password_too_long",
                                                           "password_too_common"};
};
