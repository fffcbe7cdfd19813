// A message as the server delivers it: a line with the subject, a line with the reply subject, the headers, the body.
#include <algorithm>
#include <map>

#include "shared/access/grants.hpp"
#include "shared/bus/delivered_message.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/eventing/hosted.hpp"
#include "shared/eventing/outside.hpp"
#include "shared/identity/ids.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

constexpr std::string_view headers_end = "\r\n\r\n";

std::string header_block(const bus::Headers& headers) {
    std::string block = "NATS/1.0\r\n";
    for (const auto& [name, value] : headers) block.append(name).append(": ").append(value).append("\r\n");
    return block.append("\r\n");
}

void promise_headers(const bus::Message& message) {
    std::map<std::string_view, std::string_view> first;
    message.each_header([&](std::string_view name, std::string_view value) { first.emplace(name, value); });
    for (const auto& [name, value] : first)
        promise(message.header(name) == value, "a header is the first of its name, however it is asked for");
}

bool same(const eventing::Envelope& a, const eventing::Envelope& b) {
    return a.id == b.id && a.type == b.type && a.subject == b.subject && a.time == b.time && a.correlation == b.correlation &&
           a.causation == b.causation && a.actor == b.actor && a.traceparent == b.traceparent && a.answers == b.answers &&
           a.fingerprint == b.fingerprint && a.place.source == b.place.source && a.place.epoch == b.place.epoch &&
           a.place.sequence == b.place.sequence && a.place.chain == b.place.chain;
}

void attack_fact(const bus::Message& message, std::string_view reply) {
    const auto envelope = eventing::fact_envelope(message);
    if (!envelope) return promise(!envelope.error().reason.empty(), "a malformed fact has a reason");
    const auto block = header_block(eventing::to_headers(*envelope));
    const auto sent = bus::delivered_message(envelope->subject, reply, block, message.body());
    const auto again = eventing::fact_envelope(sent);
    promise(again.has_value() && same(*again, *envelope), "a fact's envelope that is written again is the same");
    const eventing::Link start{};
    promise(eventing::next_link(start, *again, message.body()) == eventing::next_link(start, *envelope, message.body()),
            "a fact that is written again has the same link");
}

bool printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

/// What comes in from outside goes out again in the facts' headers, so it must not be able to end a header.
void promise_clean(const eventing::Envelope& e) {
    for (const auto& [name, value] : eventing::to_headers(e))
        promise(printable(value) && value.size() <= 4096, "what outside said stands in headers as plain, bounded text");
    promise(is_token(e.id), "a command's id is a token");
    promise(e.grants.empty() || parse_grants(e.grants), "grants are well-formed");
}

template <class MakeEnvelope>
void attack_outside(const bus::Delivered& delivered, MakeEnvelope make) {
    const Instant now{1'769'783'400'123'456};
    try {
        const auto envelope = make(delivered, now);
        promise_clean(envelope);
        promise(same(make(delivered, now), envelope), "a message that comes again has the same envelope");
    } catch (const eventing::Unusable& unusable) {
        promise(unusable.what() != std::string_view{}, "an unusable message has a reason");
    }
}

}  // namespace

void attack(std::string_view input) {
    const auto subject = take_until(input, "\n");
    const auto reply = take_until(input, "\n");
    const auto end = input.find(headers_end);
    const auto headers = end == input.npos ? std::string_view{} : input.substr(0, end + headers_end.size());
    const auto body = input.substr(headers.size());

    bus::Delivered delivered{bus::delivered_message(subject, reply, headers, body),
                             7,
                             std::make_shared<const std::string>("2026-01-31T14:30:00Z"),
                             {},
                             0,
                             1};
    promise(delivered.message.body() == body, "a body is what was sent");
    promise_headers(delivered.message);
    attack_fact(delivered.message, reply);
    attack_outside(delivered, eventing::command_envelope);
    attack_outside(delivered, eventing::market_envelope);
}

}  // namespace andvari::fuzz
