// The frames of a WebSocket (RFC 6455, 5), and the handshake that opens one. Pure: bytes in, messages out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/http/message.hpp"

namespace andvari::http {

/// Why a WebSocket ends (RFC 6455, 7.4.1, and the registry that it opened).
enum class Closing : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    invalid_data = 1007,
    policy_violation = 1008,
    too_large = 1009,
    try_again_later = 1013,
};

enum class MessageKind { text, binary };

/// Takes a client's frames apart and joins messages from their fragments. What a server must refuse is refused: frames without
/// a mask, reserved bits, fragmented or long control frames, lengths that are longer than need be, text that is not UTF-8.
class FrameReader {
public:
    /// Of a message, all fragments together.
    explicit FrameReader(std::size_t most) : most_{most} {}

    struct Step {
        enum class What { more, message, ping, pong, close, failure } what = What::more;
        std::size_t consumed = 0;
        MessageKind kind{};        ///< Of a message.
        std::string_view payload;  ///< Of whatever has one; of a close its reason. Valid until the next call.
        /// Of a close: what the client said, nothing where it said nothing. Of a failure: what it is to be told.
        std::optional<std::uint16_t> code;
    };
    /// Takes bytes up to the end of the next frame that comes to something. After a close or a failure nothing may follow.
    Step take(std::string_view bytes);

private:
    std::size_t take_head(std::string_view bytes);
    std::size_t head_size() const;
    std::optional<Closing> check_head();
    void take_payload(std::string_view bytes);
    Step finish_frame();
    Step finish_close() const;

    const std::size_t most_;
    std::array<unsigned char, 14> head_{};
    std::size_t head_come_ = 0;
    bool in_payload_ = false;
    std::uint64_t length_ = 0, come_ = 0;
    bool in_message_ = false;  // A message has begun, and its last fragment has not come.
    bool done_ = false;        // The message was given away.
    MessageKind kind_{};
    std::string message_, control_;
};

/// A server's frame: whole, without a mask.
void append_message(std::string& out, MessageKind, std::string_view payload);
void append_ping(std::string& out);
void append_pong(std::string& out, std::string_view payload);
/// `reason` is cut to what fits, and must be ASCII.
void append_close(std::string& out, std::uint16_t code, std::string_view reason);

/// Nothing where the request opens a WebSocket as RFC 6455 (4.2.1) wants it. 426 where it does not ask for one at all.
std::optional<Refused> check_handshake(const Request&);
/// The value of Sec-WebSocket-Accept.
std::string accept_value(std::string_view key);
/// Appends "101 Switching Protocols". Extensions are declined by saying nothing of them.
void append_handshake(std::string& out, const Request&, std::string_view fields);

}  // namespace andvari::http
