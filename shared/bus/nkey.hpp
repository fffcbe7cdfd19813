// NKeys: the Ed25519 keys that nats-server knows its users by.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace andvari::bus {

struct UserKey {
    std::string seed;        ///< "SU…": the secret; goes into a file that only its owner can read.
    std::string public_key;  ///< "U…": goes into the server's configuration.
};

/// A new random key of a user.
UserKey new_user_key();
/// The key of a seed. Throws BusError when that is not a user's seed.
UserKey user_key_of(std::string_view seed);
/// The key in a file that begins with a seed. Throws BusError.
UserKey read_user_key(const std::filesystem::path& file);

}  // namespace andvari::bus
