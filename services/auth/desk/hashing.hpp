// Passwords' hashes, made and checked on a few threads of their own, and never more of them than can wait.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/crypto/hashing_pool.hpp"
#include "shared/crypto/passwords.hpp"
#include "shared/observability/metrics.hpp"

namespace andvari::desk {

/// Thread-safe. Each function but the last blocks while one hash is computed: always one, whatever comes of it.
class Hashing {
public:
    Hashing(crypto::HashingPool::Size, crypto::HashingCost, metrics::Registry&);

    /// Nothing where too much waits already.
    std::optional<std::string> hash(std::string_view password);
    /// False, in the same time, where there is no hash to check against. Nothing where too much waits already.
    std::optional<bool> verify(const std::optional<std::string>& hash, std::string_view password);
    /// Whether a hash was made at other costs than they are now.
    bool is_outdated(std::string_view hash) const { return crypto::needs_rehash(hash, cost_); }

private:
    const crypto::HashingCost cost_;
    const std::string of_nobody_;
    metrics::Counter& computed_;
    metrics::Counter& refused_;
    crypto::HashingPool pool_;
};

}  // namespace andvari::desk
