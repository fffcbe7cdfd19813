#include "gateway/http/uri.hpp"

#include <algorithm>
#include <array>

namespace andvari::http {
namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte that the encoding at `at` stands for, or -1.
int encoded_byte(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const int high = hex(text[at + 1]), low = hex(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

constexpr std::array<bool, 256> table(std::string_view also) {
    std::array<bool, 256> allowed{};
    for (int c = '0'; c <= '9'; ++c) allowed[c] = true;
    for (int c = 'a'; c <= 'z'; ++c) allowed[c] = allowed[c - 32] = true;
    for (const char c : also) allowed[static_cast<unsigned char>(c)] = true;
    return allowed;
}
// RFC 3986: unreserved, sub-delims, ":" and "@"; the slash; for queries "?" too. Brackets stay out.
constexpr auto path_bytes = table("-._~!$&'()*+,;=:@/");
constexpr auto query_bytes = table("-._~!$&'()*+,;=:@/?");

bool all_in(std::string_view text, const std::array<bool, 256>& allowed) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (allowed[static_cast<unsigned char>(text[i])]) continue;
        if (text[i] != '%') return false;
        const int byte = encoded_byte(text, i);
        if (byte < 0x20 || byte == 0x7f) return false;
        i += 2;
    }
    return true;
}

}  // namespace

bool is_path(std::string_view text) { return all_in(text, path_bytes); }
bool is_query(std::string_view text) { return all_in(text, query_bytes); }

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80                   ? 0
                                 : lead >= 0xc2 && lead < 0xe0 ? 1
                                 : lead >= 0xe0 && lead < 0xf0 ? 2
                                 : lead >= 0xf0 && lead < 0xf5 ? 3
                                                               : 4;
        if (more == 4 || i + more >= text.size()) return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
        const auto second = more > 0 ? static_cast<unsigned char>(text[i + 1]) : 0;
        // Overlong forms, surrogates, and what lies beyond U+10FFFF.
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
            (lead == 0xf4 && second > 0x8f))
            return false;
        i += more + 1;
    }
    return true;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int byte = encoded_byte(text, i);
            if (byte < 0x20 || byte == 0x7f) return std::nullopt;
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

std::optional<Query> parse_query(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto item = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (item.empty()) return std::nullopt;
        const auto equals = item.find('=');
        auto name = decode(item.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional{std::string{}} : decode(item.substr(equals + 1), true);
        if (!name || !value) return std::nullopt;
        const auto same = [&](const auto& other) { return other.first == *name; };
        if (std::any_of(query.begin(), query.end(), same)) return std::nullopt;
        query.emplace_back(std::move(*name), std::move(*value));
    }
    return query;
}

}  // namespace andvari::http
