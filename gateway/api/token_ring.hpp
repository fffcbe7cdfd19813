// The keys that access tokens are verified by, as the read model of access has them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/auth.hpp"
#include "shared/crypto/jws.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway {

/// One thread's.
class TokenRing {
public:
    /// Takes over what the read model says now.
    void look(store::Database& access);

    /// Nothing before the desk has made its keys.
    const std::optional<auth::RingChanged>& ring() const { return ring_; }

    struct Verified {
        crypto::AccessClaims claims;
        std::string signed_by;  ///< The id of the key.
    };
    boost::system::result<Verified, crypto::TokenFault> verify(std::string_view token) const;
    /// Whether tokens that this key signed still count.
    bool has(std::string_view key) const;

private:
    struct Verifier {
        std::string key;
        crypto::AccessTokenVerifier verifier;
    };
    std::optional<auth::RingChanged> ring_;
    std::vector<Verifier> verifiers_;  ///< One for each key, so that it is known which it was.
};

}  // namespace andvari::gateway
