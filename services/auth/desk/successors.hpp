// The tokens that took the place of others a moment ago: who presents the earlier one again, because an answer was lost or two
// tabs asked at once, gets the same successor.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "shared/crypto/secret.hpp"
#include "shared/time/instant.hpp"

namespace andvari::desk {

/// Thread-safe. In memory only, for seconds.
class Successors {
public:
    static constexpr std::int64_t kept_seconds = 10;
    static constexpr std::size_t most = 10'000;  ///< Beyond this the oldest are forgotten.

    /// The successor of the token with this hash: the one that was named before, or else `fresh` from now on.
    crypto::Secret of(const std::string& token_hash, const crypto::Secret& fresh, Instant now) {
        const std::lock_guard lock{mutex_};
        while (!order_.empty() && (order_.front().until <= now || order_.size() > most)) {
            by_hash_.erase(order_.front().token_hash);
            order_.pop_front();
        }
        const auto [found, is_new] = by_hash_.try_emplace(token_hash, fresh.copy());
        if (is_new) order_.push_back({token_hash, now.plus_seconds(kept_seconds)});
        return found->second.copy();
    }

private:
    struct Due {
        std::string token_hash;
        Instant until;
    };
    std::mutex mutex_;
    std::deque<Due> order_;
    std::unordered_map<std::string, crypto::Secret> by_hash_;
};

}  // namespace andvari::desk
