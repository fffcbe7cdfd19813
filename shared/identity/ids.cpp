#include "shared/identity/ids.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace andvari {
namespace {
constexpr std::size_t uuid_bytes = 16;

bool upper_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string format_uuid(std::array<unsigned char, uuid_bytes> bytes, unsigned char version) {
    static constexpr char hex[] = "0123456789abcdef";
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | (version << 4));
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex[bytes[i] >> 4];
        text += hex[bytes[i] & 0x0F];
    }
    return text;
}
}  // namespace

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return upper_or_digit(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '-'; });
}

bool is_symbol(std::string_view text) {
    const auto point = text.find('.');
    const auto root = text.substr(0, point);
    if (root.empty() || root.size() > 8 || !std::ranges::all_of(root, upper_or_digit)) return false;
    if (point == std::string_view::npos) return true;
    const auto suffix = text.substr(point + 1);
    return !suffix.empty() && suffix.size() <= 4 && std::ranges::all_of(suffix, upper_or_digit);
}

std::string to_token(const Symbol& symbol) {
    auto token = symbol.text;
    std::ranges::replace(token, '.', '_');
    return token;
}

Symbol symbol_of_token(std::string_view token) {
    Symbol symbol{std::string{token}};
    std::ranges::replace(symbol.text, '_', '.');
    return symbol;
}

std::string derive_id(std::initializer_list<std::string_view> parts) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, uuid_bytes);
    for (auto part : parts) {
        const std::uint64_t length = part.size();
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    }
    std::array<unsigned char, uuid_bytes> bytes{};
    crypto_generichash_final(&state, bytes.data(), bytes.size());
    return format_uuid(bytes, 8);
}

std::string new_id() {
    std::array<unsigned char, uuid_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    const auto milliseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(milliseconds >> (8 * (5 - i)));
    return format_uuid(bytes, 7);
}

}  // namespace andvari
