// What the tests of tokens and of sealed texts share.
#pragma once

#include <string>

#include "shared/crypto/jws.hpp"

namespace andvari::crypto::testing {

inline AccessClaims usual_claims() {
    const auto issued_at = Instant{}.plus_seconds(1'800'000'000);
    return {
        "https://broker.example",    "andvari", "018f-user", "018f-session", "018f-token", "orders:write market:read", issued_at,
        issued_at.plus_seconds(600), {}};
}

/// `bytes` with one bit turned round.
inline std::string flipped(std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
}

}  // namespace andvari::crypto::testing
