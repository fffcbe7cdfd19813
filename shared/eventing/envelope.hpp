// What travels around a payload: a CloudEvent in NATS binary mode (CloudEvents 1.0, NATS protocol binding), plus its place.
#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"
#include "shared/time/instant.hpp"

namespace andvari::eventing {

/// BLAKE2b-256 over the previous link and the event: equal links mean equal histories.
using Link = std::array<unsigned char, 32>;
std::string to_hex(const Link&);

/// Where a fact stands in its source's history.
struct Place {
    std::string source;          ///< "order/0": the writing context and its partition.
    std::uint64_t epoch = 1;     ///< Grows when a journal was rebuilt from the log.
    std::uint64_t sequence = 0;  ///< From 1, dense.
    Link chain{};                ///< This event's link.
};

/// "order/0:1:123": source, epoch, sequence. The id of the fact that stands there, and what clients know as its place.
std::string fact_id(const Place&);

struct Envelope {
    std::string id;           ///< ce-id; for a command chosen by its sender, and its idempotency key.
    std::string type;         ///< ce-type
    std::string subject;      ///< The NATS subject.
    Instant time;             ///< ce-time
    std::string correlation;  ///< ce-correlationid: the id of the command that began it all.
    std::string causation;    ///< ce-causationid: the id of the command or fact that led to this directly.
    std::string actor;        ///< ce-actor
    std::string grants;       ///< ce-grants: of a command, what its sender's door found (see Grants); may be empty.
    std::string traceparent;  ///< ce-traceparent (W3C Trace Context); may be empty.
    std::string answers;      ///< ce-answers: the id of the command whose outcome this fact is; may be empty.
    std::string fingerprint;  ///< ce-fingerprint: of the answered command's content, so that a reused id is noticed.
    Place place;              ///< Facts only.
};

/// The link after `previous`, over everything in the envelope but the link itself, and the body.
Link next_link(const Link& previous, const Envelope&, std::string_view body);
/// BLAKE2b-128 of subject and body, in hex.
std::string fingerprint(std::string_view subject, std::string_view body);

bus::Headers to_headers(const Envelope&);
/// A message whose headers are not those of a fact; `reason` names the one that is missing or malformed.
struct Malformed {
    std::string reason;
};
[[noreturn]] void throw_exception_from_error(const Malformed&, const boost::source_location&);
/// A fact as read from EVENTS.
boost::system::result<Envelope, Malformed> fact_envelope(const bus::Message&);

/// The token of "cmd.order.<key>.<verb>" and "evt.order.<key>.<fact>" at `index` (0 to 3); empty where there is none.
std::string_view subject_token(std::string_view subject, int index);

}  // namespace andvari::eventing
