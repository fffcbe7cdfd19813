// Names that the server's accounts and the connections to them agree on. Private to this library.
#pragma once

#include <string_view>

namespace andvari::bus {

/// The account that has the streams, and the users inside.
inline constexpr std::string_view main_account = "ANDVARI";

/// What JetStream's requests begin with inside, and in an account outside. There "$JS.API" itself cannot be used: the server
/// answers it for every account, and for one without JetStream by saying so. Other clients know this as the domain "andvari".
inline constexpr std::string_view inside_api = "$JS.API", outside_api = "$JS.andvari.API";

}  // namespace andvari::bus
