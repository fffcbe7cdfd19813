#include "shared/mail/mime.hpp"

#include <algorithm>

#include "shared/encoding/base64.hpp"
#include "shared/encoding/utf8.hpp"

namespace andvari::mail {
namespace {

// An encoded word has at most 75 characters, 12 of which are its frame: 60 of base64 are 45 bytes.
constexpr std::size_t bytes_of_a_word = 45;
constexpr std::size_t longest_line = 76;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// The bytes at the front that one encoded word takes: whole characters.
std::string_view word_of(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size()) {
        const auto length = std::max<std::size_t>(1, utf8_length(text.substr(size)));
        if (size + length > bytes_of_a_word) break;
        size += length;
    }
    return text.substr(0, size);
}

std::string quoted(char c) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'=', hex[byte >> 4], hex[byte & 15]};
}

/// One line without its end, with soft breaks where it would be too long.
void append_line(std::string& out, std::string_view line) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool last = i + 1 == line.size();
        const bool plain = (c > ' ' && c <= '~' && c != '=') || ((c == ' ' || c == '\t') && !last);
        const auto piece = plain ? std::string{c} : quoted(c);
        if (column + piece.size() + (last ? 0 : 1) > longest_line) {
            out += "=\r\n";
            column = 0;
        }
        out += piece;
        column += piece.size();
    }
}

}  // namespace

std::string header_text(std::string_view utf8) {
    if (std::ranges::all_of(utf8, is_ascii) && utf8.find("=?") == utf8.npos) return std::string{utf8};
    std::string words;
    while (!utf8.empty()) {
        const auto word = word_of(utf8);
        words.append(words.empty() ? "" : "\r\n ").append("=?UTF-8?B?").append(to_base64(word)).append("?=");
        utf8.remove_prefix(word.size());
    }
    return words;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        append_line(out, text.substr(0, end));
        out += "\r\n";
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

}  // namespace andvari::mail
