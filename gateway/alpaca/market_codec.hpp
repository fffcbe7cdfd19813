// The two ways in which messages of the market-data stream are written: JSON in texts, MessagePack in binary frames.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace andvari::gateway::alpaca {

/// JSON as MessagePack: the member "t" of an object that is a time becomes a timestamp (extension -1), with all its digits.
std::string to_messagepack(std::string_view json);
/// MessagePack as JSON; nothing where it is none, or holds what JSON cannot say.
std::optional<std::string> from_messagepack(std::string_view bytes);

}  // namespace andvari::gateway::alpaca
