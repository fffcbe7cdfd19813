// Letters of ASCII, without regard to any locale.
#pragma once

#include <string>
#include <string_view>

namespace andvari {

/// A-Z as a-z; all other bytes as they are.
std::string lower_case(std::string_view text);

}  // namespace andvari
