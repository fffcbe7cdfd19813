#include "gateway/api/keys.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "shared/identity/ids.hpp"

namespace andvari::gateway {
namespace {

constexpr std::size_t shortest_key = 8, longest_key = 256;

std::string hash_of(std::string_view key) {
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size(), nullptr, 0);
    return hash;
}

bool is_key(std::string_view key) {
    const auto visible = [](char c) { return c > ' ' && c <= '~'; };
    return key.size() >= shortest_key && key.size() <= longest_key && std::ranges::all_of(key, visible);
}

}  // namespace

KeyRing::KeyRing(const std::vector<ApiKey>& keys) {
    for (const auto& [key, actor] : keys) {
        // The key itself is never told, not even a wrong one.
        if (!is_key(key)) throw std::invalid_argument{"the API key of " + actor + " must be 8 to 256 visible ASCII characters"};
        const bool owner = actor.starts_with(owner_prefix) && is_token(std::string_view{actor}.substr(owner_prefix.size()));
        if (!owner && actor != operator_actor)
            throw std::invalid_argument{"an API key belongs to owner:<name> or system:operator, not to '" + actor + "'"};
        if (!actors_.emplace(hash_of(key), actor).second) throw std::invalid_argument{"two owners have the same API key"};
    }
}

const std::string* KeyRing::find(std::string_view key) const {
    if (!is_key(key)) return nullptr;
    const auto found = actors_.find(hash_of(key));
    return found == actors_.end() ? nullptr : &found->second;
}

}  // namespace andvari::gateway
