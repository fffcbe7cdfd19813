// libsodium, ready to be used. Private to this folder.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

namespace andvari::crypto {

/// Call before anything random is made; cheap after the first time. Throws std::runtime_error where there is no source of
/// randomness.
void ready();

/// From the system's generator.
std::string random_bytes(std::size_t count);

inline const unsigned char* octets(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
inline unsigned char* octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace andvari::crypto
