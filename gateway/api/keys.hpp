// The keys that the configuration names, held as hashes only.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/gateway.hpp"

namespace andvari::gateway {

inline constexpr std::string_view owner_prefix = "owner:", operator_actor = "system:operator";

/// Made once, then only read: any thread may ask.
class KeyRing {
public:
    /// Throws std::invalid_argument for a key or an actor that cannot be one.
    explicit KeyRing(const std::vector<ApiKey>&);

    /// "owner:<name>" or "system:operator"; null for a key that is nobody's. A hash of the key is looked up, so neither memory
    /// nor timing tells of a key that is nearly right.
    const std::string* find(std::string_view key) const;

private:
    std::unordered_map<std::string, std::string> actors_;  ///< By the key's BLAKE2b-256.
};

}  // namespace andvari::gateway
