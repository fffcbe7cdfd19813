#include "shared/eventing/outside.hpp"

#include <algorithm>

#include "shared/access/grants.hpp"
#include "shared/eventing/hosted.hpp"
#include "shared/identity/ids.hpp"
#include "shared/schema/schema.hpp"

namespace andvari::eventing {
namespace {
constexpr std::size_t longest_header = 128;

std::ptrdiff_t parts_of(std::string_view subject) { return std::ranges::count(subject, '.') + 1; }

bool is_printable(std::string_view text) {
    return text.size() <= longest_header && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

// The same for the same message, however often it comes.
std::string id_by_position(const bus::Delivered& delivered) {
    return derive_id(
        {stream_of(delivered.message.subject()), *delivered.stream_created, std::to_string(delivered.stream_sequence)});
}

void check_headers(const Envelope& e) {
    if (!is_token(e.id)) throw Unusable{"the id (ce-id) must be 1 to 64 of A-Z a-z 0-9 _ -"};
    const auto colon = e.actor.find(':');
    const auto kind = std::string_view{e.actor}.substr(0, colon);
    if (colon == std::string::npos || (kind != "owner" && kind != "system") ||
        !is_token(std::string_view{e.actor}.substr(colon + 1)))
        throw Unusable{"the actor (ce-actor) must be owner:<name> or system:<name>"};
    if (!e.grants.empty() && !parse_grants(e.grants)) throw Unusable{"ce-grants must be <revision>:<permission>,…"};
    if (!is_printable(e.correlation)) throw Unusable{"ce-correlationid must be at most 128 printable ASCII characters"};
    if (!is_printable(e.traceparent)) throw Unusable{"ce-traceparent must be at most 128 printable ASCII characters"};
}

void check_content(const Envelope& e, std::string_view body) {
    if (!schema::known(e.type)) throw Unusable{"unknown type " + e.type.substr(0, longest_header)};
    if (const auto mistake = schema::check(e.type, body)) throw Unusable{mistake->text()};
}
}  // namespace

std::string_view stream_of(std::string_view subject) {
    if (subject.starts_with("cmd.")) return commands_stream;
    return subject.starts_with("mkt.") ? market_stream : events_stream;
}

Envelope command_envelope(const bus::Delivered& delivered, Instant now) {
    const auto& m = delivered.message;
    const auto or_else = [](std::string_view given, const auto& otherwise) {
        return given.empty() ? otherwise() : std::string{given};
    };
    Envelope e;
    e.subject = m.subject();
    if (parts_of(e.subject) != 4) throw Unusable{"the subject must be cmd.<context>.<key>.<verb>"};
    const auto by_position = [&] { return id_by_position(delivered); };
    e.id = or_else(m.header("ce-id"), [&] { return or_else(m.header("Nats-Msg-Id"), by_position); });
    e.type = or_else(m.header("ce-type"), [&] {
        return "andvari." + std::string{subject_token(e.subject, 1)} + '.' + std::string{subject_token(e.subject, 3)} + ".v1";
    });
    e.correlation = or_else(m.header("ce-correlationid"), [&] { return e.id; });
    e.actor = or_else(m.header("ce-actor"), [] { return std::string{"system:bus"}; });
    e.grants = m.header("ce-grants");
    e.traceparent = m.header("ce-traceparent");
    e.fingerprint = fingerprint(e.subject, m.body());
    e.time = now;
    check_headers(e);
    check_content(e, m.body());
    return e;
}

Envelope market_envelope(const bus::Delivered& delivered, Instant now) {
    Envelope e;
    e.subject = delivered.message.subject();
    // A symbol's point must be written as an underscore: BRK.B would be another instrument than BRK.
    if (parts_of(e.subject) != 3) throw Unusable{"the subject must be mkt.<kind>.<symbol>, with _ for a point in the symbol"};
    e.id = e.correlation = id_by_position(delivered);
    e.type = "andvari.stock." + std::string{subject_token(e.subject, 1)} + ".v1";
    e.actor = "system:feed";
    e.time = now;
    check_content(e, delivered.message.body());
    return e;
}

}  // namespace andvari::eventing
