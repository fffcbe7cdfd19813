// A chunked body, beside a reading of the grammar (RFC 9112, 7.1) that shares nothing with the one under attack.
#include <string>

#include "tests/fuzz/http_connection.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

constexpr std::string_view head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// A chunk's size at the front of its line; nothing where there is none, or a larger one than any that is read here.
std::optional<std::size_t> size_of(std::string_view line) {
    std::size_t size = 0, digits = 0;
    for (; digits < line.size() && digit(line[digits]) >= 0; ++digits) {
        size = size * 16 + static_cast<std::size_t>(digit(line[digits]));
        if (size > 0xffff) return std::nullopt;
    }
    return digits == 0 ? std::nullopt : std::optional{size};
}

struct Decoded {
    std::string body;
    std::size_t consumed = 0;
};

/// The lines between CR LF; what stands behind a size or in a trailer means nothing.
std::optional<Decoded> decode(std::string_view bytes) {
    Decoded decoded;
    auto rest = bytes;
    const auto line = [&]() -> std::optional<std::string_view> {
        if (rest.find("\r\n") == rest.npos) return std::nullopt;
        return take_until(rest, "\r\n");
    };
    for (;;) {
        const auto first = line();
        const auto size = first ? size_of(*first) : std::nullopt;
        if (!size) return std::nullopt;
        if (*size == 0) break;
        if (rest.size() < *size + 2 || rest.substr(*size, 2) != "\r\n") return std::nullopt;
        decoded.body.append(rest.substr(0, *size));
        rest.remove_prefix(*size + 2);
    }
    for (;;) {
        const auto trailer = line();
        if (!trailer) return std::nullopt;
        if (trailer->empty()) break;
    }
    decoded.consumed = bytes.size() - rest.size();
    return decoded;
}

}  // namespace

void attack(std::string_view input) {
    const auto bytes = std::string{head}.append(input);
    const auto message = read_message(bytes);
    for (const std::size_t piece : {1, 5})
        promise(read_message(bytes, piece) == message, "a body does not depend on how its bytes are divided");
    if (message.status != 0)
        promise(read_message(bytes + "0\r\n\r\n") == message, "what is refused stays refused, whatever follows");
    if (!message.whole) return;
    promise(message.body.size() <= small_limits().body, "a body keeps to its bound");
    const auto expected = decode(input);
    promise(expected.has_value(), "what is taken for a whole body is one by the grammar");
    promise(expected->body == message.body, "the chunks join to the body that the grammar says");
    promise(expected->consumed + head.size() == message.consumed, "the body ends where the grammar says");
}

}  // namespace andvari::fuzz
