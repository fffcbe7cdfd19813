#include "gateway/api/token_ring.hpp"

#include <algorithm>

#include "events/secrets.hpp"
#include "services/security/access_view.hpp"

namespace andvari::gateway {
namespace {

/// The same keys verify the same tokens, whatever their state.
bool verify_alike(const std::vector<auth::SigningKey>& a, const std::vector<auth::SigningKey>& b) {
    return std::ranges::equal(a, b, {}, &auth::SigningKey::public_key, &auth::SigningKey::public_key);
}

}  // namespace

void TokenRing::look(store::Database& access) {
    auto now = security::AccessView::ring(access);
    if (!now) return;
    const bool same = ring_ && verify_alike(ring_->signing, now->signing);
    ring_ = std::move(now);
    if (same) return;
    verifiers_.clear();
    for (const auto& key : ring_->signing)
        if (auto parsed = crypto::VerifyingKey::parse(key.public_key))
            verifiers_.push_back(
                {parsed->id(), {std::string{secrets::token_issuer}, std::string{secrets::token_audience}, {*parsed}}});
}

boost::system::result<TokenRing::Verified, crypto::TokenFault> TokenRing::verify(std::string_view token) const {
    const auto now = Instant::now();
    for (const auto& [key, verifier] : verifiers_) {
        auto claims = verifier.verify(token, now);
        if (claims) return Verified{std::move(*claims), key};
        if (claims.error() != crypto::TokenFault::token_key_unknown) return claims.error();
    }
    return crypto::TokenFault::token_key_unknown;
}

bool TokenRing::has(std::string_view key) const {
    return std::ranges::any_of(verifiers_, [&](const Verifier& v) { return v.key == key; });
}

}  // namespace andvari::gateway
