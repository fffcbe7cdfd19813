// UTF-8, as Unicode 15 defines it in table 3-7: no surrogates, nothing longer than need be.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace andvari {

/// The length in bytes of the sequence that `text`, which is not empty, begins with; 0 where that is malformed.
std::size_t utf8_length(std::string_view text);
/// How many code points `text` has. Nothing where it is not UTF-8.
std::optional<std::size_t> code_points(std::string_view text);
/// True for a line of words: UTF-8 of at most so many code points, none of them a control character of ASCII.
bool is_plain_text(std::string_view text, std::size_t most_code_points);

}  // namespace andvari
