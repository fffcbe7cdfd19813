// Secrets as members of described types (shared/json/fields.hpp).
#pragma once

#include <string>

#include "shared/crypto/secret.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::crypto {

inline Secret get(json::Type<Secret>, json::Value value) { return Secret{value.string()}; }
/// Only for documents that are sealed before they travel.
inline void append(std::string& out, const Secret& secret) { json::append_string(out, secret.view()); }

}  // namespace andvari::crypto
