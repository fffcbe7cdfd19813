#include "shared/json/write.hpp"

#include <charconv>

#include "shared/encoding/utf8.hpp"

namespace andvari::json {
namespace {
void append_escaped(std::string& out, char c) {
    static constexpr char hex[] = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: out.append("\\u00").append(1, hex[static_cast<unsigned char>(c) >> 4]).append(1, hex[c & 0x0F]);
    }
}
}  // namespace

void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\' && text[plain] != 0x7F)
            ++plain;
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        const auto length = utf8_length(text);
        if (length > 1) out.append(text.substr(0, length));
        else if (length == 0) out += "\xEF\xBF\xBD";
        else append_escaped(out, text.front());
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

}  // namespace andvari::json
