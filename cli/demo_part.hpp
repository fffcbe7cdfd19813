// What `andvari up --demo` adds: an account with money in it, and a market that moves.
#pragma once

#include <memory>
#include <string_view>

#include "shared/lifecycle/parts.hpp"

namespace andvari::cli {

struct Host;

inline constexpr std::string_view demo_account = "demo";
inline constexpr std::string_view demo_owner = "owner:demo";

/// Started after everything else. `start` returns when the account holds its money and every symbol has a fresh quote.
std::shared_ptr<Part> make_demo_part(Host&);

}  // namespace andvari::cli
