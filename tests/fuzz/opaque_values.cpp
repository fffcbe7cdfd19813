// Sequence tokens, ids of events, cursors: what clients send back.
#include "gateway/api/sequence_token.hpp"
#include "shared/encoding/base64url.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

void attack_tokens(std::string_view text) {
    const auto places = gateway::parse_tokens(text);
    if (!places) return;
    promise(!places->empty() && places->size() <= 8, "there are one to eight tokens");
    std::string written;
    for (const auto& place : *places) {
        promise(place.epoch > 0 && place.sequence > 0 && !place.context().empty(), "a place is a place");
        written.append(written.empty() ? "" : ",").append(to_token(place));
    }
    promise(gateway::parse_tokens(written) == places, "tokens that are written again are the same");
}

void attack_event_id(std::string_view text) {
    const auto position = gateway::parse_event_id(text);
    if (!position) return;
    promise(position->size() <= 8, "a position has a bound");
    promise(gateway::parse_event_id(gateway::to_event_id(*position)) == position, "a position that is written again is the same");
}

void attack_cursor(std::string_view text) {
    for (const char kind : {'o', 't'}) {
        const auto value = gateway::parse_cursor(kind, text);
        if (!value) continue;
        promise(gateway::to_cursor(kind, *value) == text, "a cursor has one spelling");
        promise(!gateway::parse_cursor(kind == 'o' ? 't' : 'o', text), "a cursor belongs to one list");
    }
}

}  // namespace

void attack(std::string_view input) {
    promise(from_base64url(to_base64url(input)) == input, "base64url reads what it writes");
    if (const auto bytes = from_base64url(input)) promise(to_base64url(*bytes) == input, "base64url reads only what it writes");
    if (const auto number = gateway::parse_number(input)) promise(std::to_string(*number) == input, "a number has one spelling");
    // As it is, and as what a token holds: most inputs are not base64url themselves.
    for (const auto& text : {std::string{input}, to_base64url(input)}) {
        attack_tokens(text);
        attack_event_id(text);
        attack_cursor(text);
    }
}

}  // namespace andvari::fuzz
