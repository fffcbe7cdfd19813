// The bytes of a connection, as its reader takes the first message from them.
#include <algorithm>

#include "gateway/http/uri.hpp"
#include "tests/fuzz/http_connection.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

constexpr std::string_view next_message = "GET /next HTTP/1.1\r\nHost: next\r\n\r\n";

std::string_view name_of(http::Method method) {
    constexpr std::string_view names[] = {"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"};
    return names[static_cast<std::size_t>(method)];
}

/// The message as it was understood, in the plainest form there is.
std::string written(const Outcome& message) {
    std::string text{name_of(message.method)};
    text.append(" ").append(message.path);
    if (!message.query.empty()) text.append("?").append(message.query);
    text.append(message.keep_alive ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    for (const auto& [name, value] : message.fields) text.append(name).append(": ").append(value).append("\r\n");
    return text.append("\r\n").append(message.body);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Whatever another server or a log could read differently must not have come through.
void promise_unambiguous(const Outcome& message, std::string_view head) {
    std::size_t hosts = 0, lengths = 0, codings = 0;
    for (const auto& [name, value] : message.fields) {
        hosts += http::equal_ignoring_case(name, "host");
        lengths += http::equal_ignoring_case(name, "content-length");
        codings += http::equal_ignoring_case(name, "transfer-encoding");
        promise(!name.empty() && name.find_first_of(" \t:") == name.npos, "a field's name is a token");
        promise(std::ranges::none_of(name, is_control), "a field's name holds no control character");
        promise(std::ranges::none_of(value, [](char c) { return is_control(c) && c != '\t'; }),
                "a field's value holds no control character");
        promise(!value.starts_with(' ') && !value.ends_with(' '), "a field's value has no blanks around it");
    }
    promise(hosts <= 1, "there is one host");
    promise(lengths + codings <= 1, "the length is told once, in one way");
    promise(lengths + codings > 0 || message.body.empty(), "a body has a length");
    promise(message.body.size() <= small_limits().body, "a body keeps to its bound");
    promise(message.fields.size() <= small_limits().fields, "the fields keep to their bound");
    promise(head.size() <= small_limits().head + 2, "the head keeps to its bound");
    promise(message.path == "*" || (message.path.starts_with('/') && http::is_path(message.path)), "the path is a path");
    promise(http::is_query(message.query), "the query is a query");
    for (auto rest = head; !rest.empty();) {
        const auto line = take_until(rest, "\r\n");
        promise(line.find_first_of(std::string_view{"\n\0", 2}) == line.npos, "the head holds no bare line feed and no NUL");
    }
}

}  // namespace

void attack(std::string_view input) {
    const auto message = read_message(input);
    for (const std::size_t piece : {1, 7})
        promise(read_message(input, piece) == message, "a message does not depend on how its bytes are divided");

    if (message.status != 0) {
        promise(message.status >= 400 && message.status < 600 && !message.code.empty(), "a refusal has a status and a code");
        promise(read_message(std::string{input}.append("\r\n\r\n").append(next_message)) == message,
                "what is refused stays refused, whatever follows");
    }
    if (!message.whole) return;

    const auto own = input.substr(0, message.consumed);
    promise_unambiguous(message, own.substr(0, own.find("\r\n\r\n") + 2));
    promise(read_message(own) == message, "a message needs nothing beyond its end");
    promise(read_message(std::string{own}.append(next_message)) == message, "a message takes nothing from the next one");
    if (message.chunked) return;
    // Only HTTP/1.1 without "close" keeps a connection open, and what closes it may be of either version: it is read as 1.0.
    const auto again = read_message(written(message));
    if (again.status == 431 || again.status == 414) return;  // Its blanks were fewer before.
    promise(again.whole && again.body == message.body && again.fields == message.fields && again.path == message.path &&
                again.query == message.query && again.method == message.method,
            "a message that is written again as it was understood is the same message");
}

}  // namespace andvari::fuzz
