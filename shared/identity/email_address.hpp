// What an e-mail address may look like.
#pragma once

#include <string_view>

namespace andvari {

/// A local part and a host name of ASCII, as nearly everybody's is: dot-atom "@" domain (RFC 5322, 3.4.1; RFC 5321, 4.1.2), at
/// most 64 and 254 characters. No quotes, comments, blanks or line ends, so that it is safe in any header and any command of
/// SMTP.
bool is_email_address(std::string_view text);

}  // namespace andvari
