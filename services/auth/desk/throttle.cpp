#include "services/auth/desk/throttle.hpp"

#include <algorithm>

#include "shared/network/network.hpp"

namespace andvari::desk {
namespace {
constexpr std::int64_t second = 1'000'000;

// No network's name has a line's end in it.
std::string pair_name(const Attempt& attempt) { return attempt.account + '\n' + attempt.network; }
}  // namespace

std::string network_of(std::string_view address) {
    const auto network = Network::around(address, 24, 64);
    return network ? network->text() : "elsewhere";
}

std::optional<std::int64_t> Throttle::begin(const Attempt& attempt, Instant now) {
    const std::lock_guard lock{mutex_};
    const auto pair = pair_name(attempt);
    const auto wait = std::max(seconds_to_wait(pair, limits_.failures, now),
                               seconds_to_wait(attempt.network, limits_.failures_of_network, now));
    if (wait > 0) return wait;
    count(attempt.network, now);
    count(pair, now);
    return std::nullopt;
}

void Throttle::succeeded(const Attempt& attempt) {
    const std::lock_guard lock{mutex_};
    const auto pair = pair_name(attempt);
    const auto* entry = find(pair);
    if (!entry) return;
    const auto failures = entry->failures;
    lessen(pair, failures);
    lessen(attempt.network, failures);
}

void Throttle::withdrawn(const Attempt& attempt) {
    const std::lock_guard lock{mutex_};
    lessen(pair_name(attempt), 1);
    lessen(attempt.network, 1);
}

std::size_t Throttle::entries() const {
    const std::lock_guard lock{mutex_};
    return entries_.size();
}

Throttle::Entry* Throttle::find(const std::string& name) {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &*found->second;
}

void Throttle::count(const std::string& name, Instant now) {
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
        auto& entry = *found->second;
        if (now >= entry.last.plus_seconds(limits_.forgotten_after)) entry.failures = 0;
        entries_.splice(entries_.begin(), entries_, found->second);
    } else {
        entries_.push_front({name, 0, now});
        by_name_.emplace(entries_.front().name, entries_.begin());
        if (entries_.size() > limits_.most_entries) {
            by_name_.erase(entries_.back().name);
            entries_.pop_back();
        }
    }
    ++entries_.front().failures;
    entries_.front().last = now;
}

void Throttle::lessen(const std::string& name, std::int64_t by) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return;
    found->second->failures -= by;
    if (found->second->failures > 0) return;
    const auto entry = found->second;
    by_name_.erase(found);
    entries_.erase(entry);
}

std::int64_t Throttle::seconds_to_wait(const std::string& name, std::int64_t allowed, Instant now) {
    const auto* entry = find(name);
    if (!entry || entry->failures < allowed || now >= entry->last.plus_seconds(limits_.forgotten_after)) return 0;
    constexpr std::int64_t most_doublings = 30;  // So that nothing overflows.
    const auto doublings = std::min(entry->failures - allowed, most_doublings);
    const auto delay = std::min(limits_.first_delay << doublings, limits_.longest_delay);
    const auto left = entry->last.plus_seconds(delay).microseconds - now.microseconds;
    return left <= 0 ? 0 : (left + second - 1) / second;
}

}  // namespace andvari::desk
