// The desk's keys: those that access tokens are signed with, and the one that requests are sealed to.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "events/auth.hpp"
#include "services/auth/desk/records.hpp"
#include "shared/crypto/jws.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/crypto/signing_key.hpp"

namespace andvari::desk {

/// Thread-safe. Each change is on the disk before it is seen.
class KeyRing {
public:
    /// Makes a ring where there is none. `token_seconds` is how long the tokens are good that are signed from now on.
    KeyRing(Records&, std::int64_t token_seconds);

    std::int64_t token_seconds() const { return token_seconds_; }

    /// As the facts are to say it.
    auth::ChangeRing ring() const;
    const crypto::OpeningKey& opening() const { return opening_; }
    /// With the current key.
    std::string sign(const crypto::AccessClaims&) const;

    /// The next key becomes the current one, and a new one is next. Retired keys whose tokens have expired leave.
    void rotate(Instant now);
    /// True where a key left the ring.
    bool drop_expired(Instant now);
    /// When the next one leaves.
    std::optional<Instant> next_drop() const;

private:
    struct Held {
        crypto::SigningKey key;
        auth::KeyState state{};
        std::optional<Instant> retired;
    };
    static void insert(store::Database&, auth::KeyState);
    std::int64_t good_after_retiring() const;
    std::int64_t drop_within(store::Database&, Instant now) const;
    static std::vector<Held> load(store::Database&);
    void replace(std::vector<Held>);

    Records& records_;
    const std::int64_t token_seconds_;
    const crypto::OpeningKey opening_;
    mutable std::mutex mutex_;
    std::vector<Held> keys_;  ///< In the order of their states: next, current, retired.
};

}  // namespace andvari::desk
