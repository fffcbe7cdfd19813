#include "services/auth/desk/hashing.hpp"

namespace andvari::desk {

Hashing::Hashing(crypto::HashingPool::Size size, crypto::HashingCost cost, metrics::Registry& registry)
    : cost_{cost},
      of_nobody_{crypto::hash_of_nobody(cost)},
      computed_{registry.counter("andvari_password_hashes_total", "Passwords hashed, to store or to check them.")},
      refused_{registry.counter("andvari_password_hashes_refused_total", "Passwords not hashed because too many were waiting.")},
      pool_{size} {}

std::optional<std::string> Hashing::hash(std::string_view password) {
    auto result = pool_.compute([this, password] { return crypto::hash_password(password, cost_); });
    if (!result) return refused_.add(), std::nullopt;
    computed_.add();
    return result->get();
}

std::optional<bool> Hashing::verify(const std::optional<std::string>& hash, std::string_view password) {
    const std::string_view against = hash ? *hash : of_nobody_;
    auto result = pool_.compute([against, password] { return crypto::verify_password(against, password); });
    if (!result) return refused_.add(), std::nullopt;
    computed_.add();
    return result->get() && hash.has_value();
}

}  // namespace andvari::desk
