// How a WebSocket is opened (RFC 6455, 4.2).
#include <openssl/evp.h>

#include "gateway/http/head.hpp"
#include "gateway/http/websocket_frames.hpp"

namespace andvari::http {
namespace {

/// 16 bytes in base64.
bool is_key(std::string_view key) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return key.size() == 24 && key.ends_with("==") && key.substr(0, 22).find_first_not_of(digits) == std::string_view::npos;
}

}  // namespace

std::optional<Refused> check_handshake(const Request& request) {
    if (request.method != Method::get || !equal_ignoring_case(request.field("Upgrade"), "websocket"))
        return Refused{426, "websocket_required", "This is a WebSocket: the request must ask for the upgrade to one (RFC 6455)."};
    if (!has_token(request.field("Connection"), "Upgrade") || !request.body.empty())
        return Refused{400, "malformed_handshake", "The handshake needs Connection: Upgrade, and no body."};
    if (request.field("Sec-WebSocket-Version") != "13")
        return Refused{426, "websocket_version", "The only version of WebSocket that is spoken here is 13."};
    if (request.count("Sec-WebSocket-Key") != 1 || !is_key(request.field("Sec-WebSocket-Key")))
        return Refused{400, "malformed_handshake", "Sec-WebSocket-Key must be 16 bytes in base64."};
    return std::nullopt;
}

std::string accept_value(std::string_view key) {
    const auto text = std::string{key}.append("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> encoded;
    const auto length = EVP_EncodeBlock(encoded.data(), hash.data(), static_cast<int>(size));
    return {encoded.begin(), encoded.begin() + length};
}

void append_handshake(std::string& out, const Request& request, std::string_view fields) {
    out.append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
        .append(accept_value(request.field("Sec-WebSocket-Key")))
        .append("\r\n")
        .append(fields)
        .append("\r\n");
}

}  // namespace andvari::http
