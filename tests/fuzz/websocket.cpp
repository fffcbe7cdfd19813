// A client's frames on a WebSocket, beside a reading of RFC 6455 (5.2) that shares nothing with the one under attack.
#include <optional>
#include <string>
#include <vector>

#include "gateway/http/uri.hpp"
#include "gateway/http/websocket_frames.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using What = http::FrameReader::Step::What;

constexpr std::size_t most = 200;

struct Event {
    What what;
    std::string payload;
    std::optional<std::uint16_t> code;
    bool text = false;
    friend bool operator==(const Event&, const Event&) = default;
};

/// Bytes that come in pieces of at most `piece`.
std::vector<Event> read(std::string_view bytes, std::size_t piece) {
    http::FrameReader reader{most};
    std::vector<Event> events;
    while (!bytes.empty()) {
        auto part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        while (!part.empty()) {
            const std::vector<char> exact(part.begin(), part.end());  // Whoever looks beyond it is caught.
            const auto step = reader.take({exact.data(), exact.size()});
            promise(step.consumed <= part.size(), "no more is taken than came");
            promise(step.consumed > 0 || step.what != What::more, "who wants more has taken what there was");
            part.remove_prefix(step.consumed);
            if (step.what == What::more) continue;
            events.push_back({step.what, std::string{step.payload}, step.code,
                              step.what == What::message && step.kind == http::MessageKind::text});
            if (step.what == What::close || step.what == What::failure) return events;
        }
    }
    return events;
}

struct Frame {
    bool last;
    int opcode;
    std::string payload;
};

/// The frame at the front, taken off `rest`; nothing where it is not whole, or is none that a client may send.
std::optional<Frame> frame(std::string_view& rest) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    if (rest.size() < 6 || (byte(0) & 0x70) || !(byte(1) & 0x80)) return std::nullopt;
    std::size_t length = byte(1) & 0x7f, at = 2;
    if (length > 125) {
        const std::size_t bytes = length == 126 ? 2 : 8;
        if (rest.size() < 2 + bytes + 4) return std::nullopt;
        length = 0;
        for (; at < 2 + bytes; ++at) length = length << 8 | byte(at);
    }
    if (length > most || rest.size() < at + 4 + length) return std::nullopt;
    Frame found{(byte(0) & 0x80) != 0, byte(0) & 0x0f, {}};
    for (std::size_t i = 0; i < length; ++i) found.payload += static_cast<char>(byte(at + 4 + i) ^ byte(at + i % 4));
    rest.remove_prefix(at + 4 + length);
    return found;
}

}  // namespace

void attack(std::string_view input) {
    const auto events = read(input, input.size() + 1);
    for (const std::size_t piece : {1, 3})
        promise(read(input, piece) == events, "messages do not depend on how bytes are divided");
    auto rest = input;
    std::string joined;
    for (const auto& event : events) {
        if (event.what == What::failure) return;
        std::optional<Frame> found;
        // Fragments come to nothing until the last.
        for (;;) {
            found = frame(rest);
            promise(found.has_value(), "what comes to something is a frame");
            if (found->opcode >= 8) break;
            joined.append(found->payload);
            if (found->last) break;
        }
        if (event.what == What::message) {
            promise(event.payload == joined, "a message is what its fragments say");
            promise(event.payload.size() <= most, "a message keeps to its bound");
            promise(!event.text || http::is_utf8(event.payload), "a text is UTF-8");
            joined.clear();
        } else {
            promise(found->opcode >= 8 && found->last && found->payload.size() <= 125, "a control frame is whole and short");
            if (event.what != What::close) promise(event.payload == found->payload, "a ping says what it says");
        }
    }
}

}  // namespace andvari::fuzz
