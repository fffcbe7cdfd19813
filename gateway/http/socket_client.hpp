// For tests: the client's side of a WebSocket, byte by byte.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/http/raw_client.hpp"

namespace andvari::http::testing {

/// A client's frame: masked. `first` is the first byte: 0x81 is a whole text.
inline std::string frame(unsigned char first, std::string_view payload, std::string_view mask = "\x11\x22\x33\x44") {
    std::string out{static_cast<char>(first)};
    const auto size = payload.size();
    const int bytes = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
    out += static_cast<char>(0x80 | (bytes == 0 ? size : bytes == 2 ? 126 : 127));
    for (int i = bytes; i-- > 0;) out += static_cast<char>(size >> (8 * i) & 0xff);
    out.append(mask);
    for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(payload[i] ^ mask[i & 3]);
    return out;
}
inline std::string text_frame(std::string_view payload) { return frame(0x81, payload); }

inline std::string close_payload(std::uint16_t code, std::string_view reason = {}) {
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)}.append(reason);
}

inline std::string handshake(std::string_view target, std::string_view fields = {}) {
    return std::string{"GET "}
        .append(target)
        .append(
            " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
        .append(fields)
        .append("\r\n");
}

/// A server's frame as it came; `first` is 0 where the connection ended.
struct Frame {
    unsigned char first = 0;
    std::string payload;
    std::uint16_t code() const {
        return payload.size() < 2 ? 0
                                  : static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                                               static_cast<unsigned char>(payload[1]));
    }
};

class SocketClient {
public:
    SocketClient(std::uint16_t port, std::string_view target, std::string_view fields = {}) : connection_{port} {
        head_ = connection_.send(handshake(target, fields)).until("\r\n\r\n");
    }
    const std::string& head() const { return head_; }
    int status() const { return status_of(head_); }
    RawClient& connection() { return connection_; }

    SocketClient& send(std::string_view bytes) {
        connection_.send(bytes);
        return *this;
    }
    SocketClient& say(std::string_view text) { return send(text_frame(text)); }
    Frame next() {
        const auto head = connection_.exactly(2);
        if (head.size() < 2) return {};
        auto size = static_cast<std::size_t>(static_cast<unsigned char>(head[1]));
        if (size > 125) {
            std::size_t length = 0;
            for (const unsigned char c : connection_.exactly(size == 126 ? 2 : 8)) length = length << 8 | c;
            size = length;
        }
        return {static_cast<unsigned char>(head[0]), connection_.exactly(size)};
    }

private:
    RawClient connection_;
    std::string head_;
};

}  // namespace andvari::http::testing
