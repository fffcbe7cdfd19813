// What a request's fields ask of the command that it becomes.
#pragma once

#include <chrono>
#include <string>

#include "gateway/api/call.hpp"

namespace andvari::gateway {

/// The id that a request's command gets: derived from its Idempotency-Key, so that the same key names the same command for ever,
/// or a new one.
struct CommandId {
    std::string text;
    bool from_key = false;
};
Result<CommandId> command_id(const Call&);

/// The seconds of `Prefer: wait=N` (RFC 7240), at most `most`; nothing where the client does not ask. Preferences that are not
/// understood are ignored, as the RFC wants it.
std::chrono::seconds preferred_wait(std::string_view prefer, std::chrono::seconds most);

/// The field itself where it is "00-<32 hex>-<16 hex>-<2 hex>" (W3C Trace Context), otherwise empty.
std::string traceparent_of(std::string_view field);

}  // namespace andvari::gateway
