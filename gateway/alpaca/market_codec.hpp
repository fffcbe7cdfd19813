// Messages of the market-data stream as MessagePack.
#pragma once

#include <string>
#include <string_view>

namespace andvari::gateway::alpaca {

/// JSON as MessagePack: the member "t" of an object that is a time becomes a timestamp (extension -1), with all its digits.
std::string to_messagepack(std::string_view json);

}  // namespace andvari::gateway::alpaca
