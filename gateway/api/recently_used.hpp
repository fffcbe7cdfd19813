// A bounded memory of what was used lately.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace andvari::gateway {

/// Holds at most `most` values. When it is full, those go that were not used since it was half full the last time.
template <class Key, class Value, class Hash = std::hash<Key>>
class RecentlyUsed {
public:
    explicit RecentlyUsed(std::size_t most) : half_{most / 2} {}

    /// Null where it is not held; valid until the next call.
    Value* find(const Key& key) {
        if (const auto young = young_.find(key); young != young_.end()) return &young->second;
        const auto old = old_.find(key);
        if (old == old_.end()) return nullptr;
        auto node = old_.extract(old);
        make_room();
        return &young_.insert(std::move(node)).position->second;
    }
    Value& put(const Key& key, Value value) {
        forget(key);
        make_room();
        return young_.emplace(key, std::move(value)).first->second;
    }
    void forget(const Key& key) {
        young_.erase(key);
        old_.erase(key);
    }
    std::size_t size() const { return young_.size() + old_.size(); }

private:
    using Map = std::unordered_map<Key, Value, Hash>;

    void make_room() {
        if (young_.size() >= half_) old_ = std::exchange(young_, Map{});
    }

    const std::size_t half_;
    Map young_, old_;
};

}  // namespace andvari::gateway
