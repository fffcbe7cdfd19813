// The fencing number of a database's lease, kept in that database. Used by both stores.
#pragma once

#include <cstdint>

#include "shared/store/database.hpp"

namespace andvari::store {

/// For who has just become the holder. Answers a number that nobody had before.
std::uint64_t raise_fence(Database&);
/// Makes the holder of `from` the holder of `to`, which takes its place.
void carry_fence(Database& from, Database& to);

}  // namespace andvari::store
