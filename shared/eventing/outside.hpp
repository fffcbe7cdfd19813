// Messages from outside (commands, market data) as envelopes: what their headers may say, and what follows where they say
// nothing.
#pragma once

#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"
#include "shared/eventing/envelope.hpp"

namespace andvari::eventing {

inline constexpr std::string_view commands_stream = "COMMANDS";
inline constexpr std::string_view market_stream = "MARKET";
inline constexpr std::string_view events_stream = "EVENTS";

/// The stream that a subject's messages are kept in.
std::string_view stream_of(std::string_view subject);

/// Of a message on cmd.<context>.<key>.<verb>. Every header may be absent. Throws Unusable for a subject, an id, an actor or a
/// content that cannot be: nothing of it reaches a fact before it was checked, by the type's schema too.
Envelope command_envelope(const bus::Delivered&, Instant now);
/// Of a message on mkt.<kind>.<symbol>. Its headers mean nothing. Throws Unusable.
Envelope market_envelope(const bus::Delivered&, Instant now);

}  // namespace andvari::eventing
