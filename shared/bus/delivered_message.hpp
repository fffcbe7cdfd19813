// A message as nats.c makes it of what a server sent, without a server; for what attacks the reading of messages.
#pragma once

#include <string_view>

#include "shared/bus/bus.hpp"

namespace andvari::bus {

/// `headers` begin with the line "NATS/1.0" and end with an empty line; they, and `reply`, may be empty. Nothing is checked:
/// the server passes on what a sender wrote.
Message delivered_message(std::string_view subject, std::string_view reply, std::string_view headers, std::string_view body);

}  // namespace andvari::bus
