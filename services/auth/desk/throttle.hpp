// Slows guessing down, per account and network, and per network over all accounts. From another network the owner of an account
// gets in, whatever somebody does to it: nobody can lock somebody else out.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/time/instant.hpp"

namespace andvari::desk {

/// Who is being guessed, whether there is such an account or not, and from where.
struct Attempt {
    std::string account;
    std::string network;  ///< As `network_of` says it.
};

/// The network of an address that counts as one sender: /24 of IPv4, /64 of IPv6. What is no address is one network, too.
std::string network_of(std::string_view address);

struct ThrottleLimits {
    std::int64_t failures = 5;               ///< Of one account from one network, before the first delay.
    std::int64_t failures_of_network = 20;   ///< From one network over all accounts.
    std::int64_t first_delay = 1;            ///< Seconds; doubled with each failure after that.
    std::int64_t longest_delay = 15 * 60;    ///< Seconds.
    std::int64_t forgotten_after = 60 * 60;  ///< Seconds without a failure.
    std::size_t most_entries = 100'000;      ///< Beyond this, the ones that failed longest ago are forgotten.
};

/// Thread-safe. In memory only: a restart begins anew.
class Throttle {
public:
    explicit Throttle(ThrottleLimits limits = {}) : limits_{limits} {}

    /// Nothing where an attempt may be made now; it counts as failed until one of the functions below says otherwise, so that
    /// many at once are no way around the delay. Otherwise the seconds to wait, at least 1; then it is not counted.
    std::optional<std::int64_t> begin(const Attempt&, Instant now);
    /// It was right: the account's failures from this network are forgotten, and those of the network lessened by them.
    void succeeded(const Attempt&);
    /// Nothing was found out by it: it does not count.
    void withdrawn(const Attempt&);

    std::size_t entries() const;

private:
    struct Entry {
        std::string name;
        std::int64_t failures = 0;
        Instant last;
    };
    Entry* find(const std::string& name);
    void count(const std::string& name, Instant now);
    void lessen(const std::string& name, std::int64_t by);
    std::int64_t seconds_to_wait(const std::string& name, std::int64_t allowed, Instant now);

    const ThrottleLimits limits_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< The one that failed last comes first.
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_name_;
};

}  // namespace andvari::desk
