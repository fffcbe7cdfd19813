// Text beyond ASCII in a mail.
#pragma once

#include <string>
#include <string_view>

namespace andvari::mail {

/// The text as it may stand in a header: as it is where that is plain ASCII, otherwise as encoded words (RFC 2047), folded. The
/// text is UTF-8 without control characters.
std::string header_text(std::string_view utf8);
/// Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters of ASCII that end with CRLF. The lines of `text` end with
/// "\n".
std::string quoted_printable(std::string_view text);

}  // namespace andvari::mail
