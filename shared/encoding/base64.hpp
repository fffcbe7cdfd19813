// Base64 with padding (RFC 4648, 4): what mails are written in.
#pragma once

#include <string>
#include <string_view>

namespace andvari {

std::string to_base64(std::string_view bytes);

}  // namespace andvari
