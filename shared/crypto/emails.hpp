// E-mail addresses as names to look somebody up by, where the address itself is not stored in the open.
#pragma once

#include <string>
#include <string_view>

namespace andvari::crypto {

/// Without blanks around it, ASCII letters in lower case: addresses that differ only in these are one person's.
/// Whether it is an address at all is not checked here.
std::string normalised_email(std::string_view address);
/// Hash of the normalised address, keyed with `pepper` (16 to 64 secret bytes), in hex: equal for equal addresses, and
/// without the pepper no list of known addresses finds out whose it is. Throws std::invalid_argument for another pepper.
std::string email_lookup_hash(std::string_view pepper, std::string_view address);

}  // namespace andvari::crypto
