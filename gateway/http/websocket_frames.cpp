#include "gateway/http/websocket_frames.hpp"

#include <algorithm>
#include <utility>

#include "gateway/http/uri.hpp"

namespace andvari::http {
namespace {

enum Opcode : unsigned char { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

constexpr std::size_t longest_control = 125;

bool is_known(unsigned char opcode) { return opcode <= binary || (opcode >= close && opcode <= pong); }
bool is_control(unsigned char opcode) { return opcode >= close; }

/// Those that may stand in a frame (RFC 6455, 7.4): not the ones that only a program says to itself.
bool is_code(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

void append_frame(std::string& out, unsigned char opcode, std::string_view payload) {
    out += static_cast<char>(0x80 | opcode);
    const auto size = payload.size();
    int bytes = 0;
    if (size <= longest_control) out += static_cast<char>(size);
    else if (size <= 0xffff) out += static_cast<char>(126), bytes = 2;
    else out += static_cast<char>(127), bytes = 8;
    while (bytes-- > 0) out += static_cast<char>(size >> (8 * bytes) & 0xff);
    out.append(payload);
}

FrameReader::Step failure(Closing code) {
    FrameReader::Step step;
    step.what = FrameReader::Step::What::failure;
    step.code = static_cast<std::uint16_t>(code);
    return step;
}

}  // namespace

// --- Frames that come

FrameReader::Step FrameReader::take(std::string_view bytes) {
    if (std::exchange(done_, false)) message_.clear();
    Step step;
    std::size_t consumed = 0;
    if (!in_payload_) {
        consumed = take_head(bytes);
        if (head_come_ >= 2 && !(head_[1] & 0x80)) return failure(Closing::protocol_error);  // Without a mask.
        if (head_come_ < 2 || head_come_ < head_size()) return step.consumed = consumed, step;
        if (const auto fault = check_head()) step = failure(*fault);
        if (step.what == Step::What::failure) return step.consumed = consumed, step;
        in_payload_ = true;
        come_ = 0;
    }
    const auto part =
        bytes.substr(consumed, static_cast<std::size_t>(std::min<std::uint64_t>(length_ - come_, bytes.size() - consumed)));
    take_payload(part);
    consumed += part.size();
    if (come_ == length_) step = finish_frame();
    step.consumed = consumed;
    return step;
}

std::size_t FrameReader::head_size() const {
    const auto length = head_[1] & 0x7f;
    return 2 + 4 + (length == 126 ? 2 : length == 127 ? 8 : 0);
}

std::size_t FrameReader::take_head(std::string_view bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size() && (head_come_ < 2 || head_come_ < head_size()))
        head_[head_come_++] = static_cast<unsigned char>(bytes[taken++]);
    return taken;
}

std::optional<Closing> FrameReader::check_head() {
    const auto opcode = static_cast<unsigned char>(head_[0] & 0x0f);
    const bool final = head_[0] & 0x80;
    const auto short_length = static_cast<unsigned char>(head_[1] & 0x7f);
    if ((head_[0] & 0x70) != 0 || !is_known(opcode)) return Closing::protocol_error;
    length_ = short_length;
    if (short_length >= 126) {
        length_ = 0;
        for (std::size_t i = 2; i < head_size() - 4; ++i) length_ = length_ << 8 | head_[i];
        if (length_ <= (short_length == 126 ? longest_control : 0xffff) || length_ >> 63) return Closing::protocol_error;
    }
    if (is_control(opcode)) {
        control_.clear();
        return final && length_ <= longest_control ? std::nullopt : std::optional{Closing::protocol_error};
    }
    if ((opcode == continuation) != in_message_) return Closing::protocol_error;
    if (opcode != continuation) kind_ = opcode == text ? MessageKind::text : MessageKind::binary;
    if (length_ > most_ - message_.size()) return Closing::too_large;
    return std::nullopt;
}

void FrameReader::take_payload(std::string_view bytes) {
    auto& into = is_control(head_[0] & 0x0f) ? control_ : message_;
    const auto* mask = head_.data() + head_size() - 4;
    for (const char c : bytes) into += static_cast<char>(static_cast<unsigned char>(c) ^ mask[come_++ & 3]);
}

FrameReader::Step FrameReader::finish_frame() {
    const auto opcode = static_cast<unsigned char>(head_[0] & 0x0f);
    const bool final = head_[0] & 0x80;
    in_payload_ = false;
    head_come_ = 0;
    Step step;
    if (opcode == close) return finish_close();
    if (is_control(opcode)) {
        step.what = opcode == ping ? Step::What::ping : Step::What::pong;
        step.payload = control_;
        return step;
    }
    in_message_ = !final;
    if (!final) return step;
    if (kind_ == MessageKind::text && !is_utf8(message_)) return failure(Closing::invalid_data);
    step.what = Step::What::message;
    step.kind = kind_;
    step.payload = message_;
    done_ = true;
    return step;
}

FrameReader::Step FrameReader::finish_close() const {
    Step step;
    step.what = Step::What::close;
    if (control_.empty()) return step;
    if (control_.size() == 1) return failure(Closing::protocol_error);
    const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(control_[i]); };
    step.code = static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
    step.payload = std::string_view{control_}.substr(2);
    if (!is_code(*step.code)) return failure(Closing::protocol_error);
    return is_utf8(step.payload) ? step : failure(Closing::invalid_data);
}

// --- Frames that leave

void append_message(std::string& out, MessageKind kind, std::string_view payload) {
    append_frame(out, kind == MessageKind::text ? text : binary, payload);
}
void append_ping(std::string& out) { append_frame(out, ping, {}); }
void append_pong(std::string& out, std::string_view payload) { append_frame(out, pong, payload); }
void append_close(std::string& out, std::uint16_t code, std::string_view reason) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    append_frame(out, close, payload.append(reason.substr(0, longest_control - 2)));
}

}  // namespace andvari::http
