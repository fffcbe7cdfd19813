// Bytes as hexadecimal digits in lower case: how hashes are stored.
#pragma once

#include <string>
#include <string_view>

namespace andvari {

std::string to_hex(std::string_view bytes);

}  // namespace andvari
