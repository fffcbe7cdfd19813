// Token buckets: for each of many owners so many at once, and so many a minute. Pure: the time comes in. Thread-safe.
//
// A bucket is only the moment at which it will be full again (the generic cell rate algorithm), so one that is full is one that
// need not be remembered: what rests is forgotten by itself. The table has a fixed size. Where it overflows, the bucket that is
// nearest to full is forgotten, which gives its owner the least; so whoever comes from many addresses can neither make the
// memory grow nor have their own spent buckets forgotten.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace andvari::gateway {

struct Rate {
    std::int64_t per_minute = 0;  ///< 1 to 1,000,000,000; 0: no limit.

    /// A tenth of a minute's, but ten at least, or all where there are fewer.
    std::int64_t at_once() const;
};

/// How a bucket stands after one token was asked of it. Times in whole seconds, rounded up.
struct Level {
    bool granted = true;
    std::int64_t left = 0;
    std::int64_t full_in = 0;
    std::int64_t next_in = 0;  ///< When not granted: until there is one again.
};

class TokenBuckets {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// The rate is not 0. At most so many buckets are remembered, rounded up to a power of two; 16 bytes each.
    TokenBuckets(Rate rate, std::size_t most);

    Level take(std::string_view owner, Time now);

private:
    struct Bucket {
        std::uint64_t owner = 0;
        std::int64_t full_at = 0;  ///< Nanoseconds of the steady clock.
    };
    static constexpr std::size_t together = 8;  // An owner's bucket is one of these; they share a cache line or two.
    using Set = std::array<Bucket, together>;

    Bucket& bucket_of(Set& set, std::uint64_t owner) const;

    const std::int64_t interval_, capacity_;  // From one token to the next, and from empty to full, in nanoseconds.
    std::array<unsigned char, 16> secret_;    ///< So that nobody can choose owners that share a set.
    std::vector<Set> sets_;
    std::array<std::mutex, 64> mutexes_;  ///< Each for every 64th set.
};

}  // namespace andvari::gateway
