// Passwords as they are stored: argon2id (RFC 9106), each hash with its own salt and costs in its text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace andvari::crypto {

/// What a hash costs him who makes it, and him who guesses.
struct HashingCost {
    std::size_t memory_bytes = 46 * 1024 * 1024;  ///< At least 8 KiB. Taken for each hash that is under way.
    unsigned passes = 1;                          ///< At least 1.
};

/// "$argon2id$v=19$m=47104,t=1,p=1$…". Takes tens of milliseconds: run it in a HashingPool.
/// Throws std::runtime_error where the memory is not to be had, or for costs that cannot be.
std::string hash_password(std::string_view password, const HashingCost& = {});
/// False, too, for what is no hash. Takes as long as the costs in the hash say.
bool verify_password(std::string_view hash, std::string_view password);
/// True for a hash that was made with other costs, or is none.
bool needs_rehash(std::string_view hash, const HashingCost&);
/// A hash that no password fits, to verify against where a user is not known, so that it takes as long as where one is.
/// Costs as much as any: make it once.
std::string hash_of_nobody(const HashingCost& = {});

}  // namespace andvari::crypto
