#include "gateway/api/token_buckets.hpp"

#include <sodium.h>

#include <algorithm>
#include <bit>

namespace andvari::gateway {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t whole_seconds(std::int64_t nanoseconds) { return (nanoseconds + second - 1) / second; }

}  // namespace

std::int64_t Rate::at_once() const { return std::max(per_minute / 10, std::min<std::int64_t>(per_minute, 10)); }

TokenBuckets::TokenBuckets(Rate rate, std::size_t most)
    : interval_{60 * second / rate.per_minute},
      capacity_{interval_ * rate.at_once()},
      sets_(std::bit_ceil(std::max(most, together)) / together) {
    static_assert(sizeof secret_ == crypto_shorthash_KEYBYTES);
    randombytes_buf(secret_.data(), secret_.size());
}

TokenBuckets::Bucket& TokenBuckets::bucket_of(Set& set, std::uint64_t owner) const {
    const auto found = std::ranges::find(set, owner, &Bucket::owner);
    if (found != set.end()) return *found;
    auto& fullest = *std::ranges::min_element(set, {}, &Bucket::full_at);
    return fullest = {owner, 0};
}

Level TokenBuckets::take(std::string_view owner, Time now) {
    static_assert(sizeof(std::uint64_t) == crypto_shorthash_BYTES);
    std::uint64_t hash;
    crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), reinterpret_cast<const unsigned char*>(owner.data()), owner.size(),
                     secret_.data());
    const auto present = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    const auto index = hash % sets_.size();
    const std::lock_guard lock{mutexes_[index % mutexes_.size()]};
    auto& bucket = bucket_of(sets_[index], hash);
    const auto missing = std::max(bucket.full_at, present) - present;
    const auto after = missing + interval_;
    if (after > capacity_) return {false, 0, whole_seconds(missing), whole_seconds(after - capacity_)};
    bucket.full_at = present + after;
    return {true, (capacity_ - after) / interval_, whole_seconds(after), 0};
}

}  // namespace andvari::gateway
