#include "gateway/http/websocket_frames.hpp"

#include <doctest/doctest.h>

#include "gateway/http/socket_client.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;

namespace {

using What = FrameReader::Step::What;

struct Seen {
    What what;
    std::string payload;
    std::optional<std::uint16_t> code;
    MessageKind kind;
};

/// What a reader makes of the bytes, which come in pieces of at most `piece` bytes.
std::vector<Seen> read(std::string_view bytes, std::size_t piece, std::size_t most = 1000) {
    FrameReader reader{most};
    std::vector<Seen> seen;
    while (!bytes.empty()) {
        auto part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        while (!part.empty()) {
            const auto step = reader.take(part);
            part.remove_prefix(step.consumed);
            if (step.what == What::more) continue;
            seen.push_back({step.what, std::string{step.payload}, step.code, step.kind});
            if (step.what == What::close || step.what == What::failure) return seen;
        }
    }
    return seen;
}

std::uint16_t fault_of(std::string_view bytes, std::size_t most = 1000) {
    for (const std::size_t piece : {1, 3, 100'000}) {
        const auto seen = read(bytes, piece, most);
        REQUIRE(!seen.empty());
        CHECK(seen.back().what == What::failure);
        if (piece == 100'000) return seen.back().code.value_or(0);
    }
    return 0;
}

}  // namespace

TEST_SUITE("websocket: frames") {
    TEST_CASE("become messages, however their bytes are divided") {
        const auto bytes =
            text_frame("Hello") + frame(0x82, std::string(126, 'b')) + text_frame("") + frame(0x82, std::string(70'000, 'c'));
        for (const std::size_t piece : {1, 2, 7, 100'000}) {
            const auto seen = read(bytes, piece, 70'000);
            REQUIRE(seen.size() == 4);
            CHECK(seen[0].payload == "Hello");
            CHECK(seen[0].kind == MessageKind::text);
            CHECK(seen[1].payload == std::string(126, 'b'));
            CHECK(seen[1].kind == MessageKind::binary);
            CHECK(seen[2].payload == "");
            CHECK(seen[3].payload == std::string(70'000, 'c'));
        }
    }
    TEST_CASE("of one message are joined, with pings and pongs between them") {
        const auto bytes =
            frame(0x01, "Hel") + frame(0x89, "are you there") + frame(0x00, "l") + frame(0x8a, "") + frame(0x80, "o");
        const auto seen = read(bytes, 4);
        REQUIRE(seen.size() == 3);
        CHECK(seen[0].what == What::ping);
        CHECK(seen[0].payload == "are you there");
        CHECK(seen[1].what == What::pong);
        CHECK(seen[2].payload == "Hello");
    }
    TEST_CASE("that close say why, or nothing") {
        CHECK(read(frame(0x88, ""), 1).back().code == std::nullopt);
        const auto seen = read(frame(0x88, close_payload(3000, "enough")) + text_frame("late"), 100);
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].code == 3000);
        CHECK(seen[0].payload == "enough");
    }
    TEST_CASE("are refused where the protocol forbids them") {
        CHECK(fault_of(std::string{"\x81\x05Hello", 7}) == 1002);  // No mask.
        CHECK(fault_of(frame(0xc1, "x")) == 1002);                 // A reserved bit: no extension was agreed on.
        CHECK(fault_of(frame(0x83, "x")) == 1002);                 // No such opcode.
        CHECK(fault_of(frame(0x8b, "x")) == 1002);
        CHECK(fault_of(frame(0x09, "x")) == 1002);                     // A ping in fragments.
        CHECK(fault_of(frame(0x89, std::string(126, 'x'))) == 1002);   // A long ping.
        CHECK(fault_of(frame(0x80, "x")) == 1002);                     // Goes on with nothing.
        CHECK(fault_of(frame(0x01, "x") + frame(0x81, "y")) == 1002);  // Begins anew in the middle.
        CHECK(fault_of(frame(0x88, "x")) == 1002);                     // Half a code.
        CHECK(fault_of(frame(0x88, close_payload(1005))) == 1002);     // A code that is never sent.
        CHECK(fault_of(frame(0x88, close_payload(999))) == 1002);
        CHECK(fault_of(std::string{"\x81\xfe\x00\x7d", 4} + "mask") == 1002);                           // 125 in two bytes.
        CHECK(fault_of(std::string{"\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff", 10} + "mask") == 1002);  // 65535 in eight.
        CHECK(fault_of(std::string{"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10} + "mask") == 1002);
    }
    TEST_CASE("are refused where a text is not UTF-8, also over fragments") {
        CHECK(fault_of(text_frame("\xff")) == 1007);
        CHECK(fault_of(frame(0x01, "\xc3") + frame(0x80, "x")) == 1007);
        CHECK(fault_of(frame(0x88, close_payload(1000, "\xff"))) == 1007);
        CHECK(read(frame(0x01, "\xc3") + frame(0x80, "\xa4"), 1).back().payload == "\xc3\xa4");
    }
    TEST_CASE("are refused as soon as they say that they are too large") {
        CHECK(fault_of(std::string{"\x82\xfe\x04\x00", 4} + "mask") == 1009);
        CHECK(fault_of(frame(0x02, std::string(600, 'x')) + std::string{"\x80\xfe\x02\x00", 4} + "mask") == 1009);
        CHECK(fault_of(std::string{"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10} + "mask") == 1009);
        CHECK(read(frame(0x82, std::string(1000, 'x')) + frame(0x82, std::string(1000, 'y')), 100).size() == 2);
    }
    TEST_CASE("that leave have the shortest length and no mask") {
        std::string out;
        append_message(out, MessageKind::text, "Hello");
        CHECK(out == std::string{"\x81\x05Hello", 7});
        out.clear();
        append_message(out, MessageKind::binary, std::string(126, 'x'));
        CHECK(out.substr(0, 4) == std::string{"\x82\x7e\x00\x7e", 4});
        out.clear();
        append_message(out, MessageKind::binary, std::string(65'536, 'x'));
        CHECK(out.substr(0, 10) == std::string{"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10});
        out.clear();
        append_close(out, 1013, std::string(200, 'x'));
        CHECK(out.size() == 2 + 125);
    }
}

TEST_SUITE("websocket: the handshake") {
    TEST_CASE("is answered as the RFC's own example is") {
        CHECK(accept_value("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
    TEST_CASE("is refused where anything is missing") {
        const std::vector<Field> good{{"Upgrade", "WebSocket"},
                                      {"Connection", "keep-alive, upgrade"},
                                      {"Sec-WebSocket-Version", "13"},
                                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
        const auto status = [&](std::size_t changed, std::string_view value) {
            Request request;
            request.fields = good;
            if (changed < good.size()) request.fields[changed].value = value;
            const auto refused = check_handshake(request);
            return refused ? refused->status : 101;
        };
        CHECK(status(9, "") == 101);
        CHECK(status(0, "h2c") == 426);
        CHECK(status(1, "keep-alive") == 400);
        CHECK(status(2, "8") == 426);
        CHECK(status(3, "") == 400);
        CHECK(status(3, "dGhlIHNhbXBsZSBub25jZQ=") == 400);
        CHECK(status(3, "dGhlIHNhbXBsZSBub25jZ!==") == 400);
        Request post;
        post.method = Method::post;
        post.fields = good;
        CHECK(check_handshake(post)->status == 426);
    }
}
