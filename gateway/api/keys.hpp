// Who is calling: API keys, held as hashes only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/gateway.hpp"

namespace andvari::gateway {

struct Caller {
    std::string actor;  ///< "owner:<name>" or "system:operator"
    bool sees_everything = false;
};

/// Made once, then only read: any thread may ask.
class KeyRing {
public:
    /// Throws std::invalid_argument for a key or an actor that cannot be one.
    explicit KeyRing(const std::vector<ApiKey>&);

    /// Who the Authorization field's "Bearer <key>" belongs to; null for nobody. A hash of the key is looked up, so neither
    /// memory nor timing tells of a key that is nearly right.
    const Caller* find(std::string_view authorization) const;

private:
    std::unordered_map<std::string, Caller> callers_;  ///< By the key's BLAKE2b-256.
};

}  // namespace andvari::gateway
