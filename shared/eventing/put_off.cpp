#include "shared/eventing/put_off.hpp"

#include <algorithm>
#include <charconv>

namespace andvari::eventing {
namespace {
/// 0 for a message without grants. Whether they are well-formed is looked at when the command is taken up.
std::uint64_t revision_of(const Arrival& arrival) {
    const auto& message = arrival.delivered.message;
    if (!message.subject().starts_with("cmd.")) return 0;
    const auto grants = message.header("ce-grants");
    std::uint64_t revision = 0;
    std::from_chars(grants.data(), grants.data() + grants.size(), revision);
    return revision;
}
}  // namespace

void PutOff::sort(std::vector<Arrival>& batch, std::uint64_t revision, Clock::time_point now) {
    const bool none_waits =
        waiting_.empty() && std::ranges::none_of(batch, [&](const auto& arrival) { return revision_of(arrival) > revision; });
    if (none_waits) return;
    std::vector<Arrival> sorted;
    sorted.reserve(batch.size());
    std::deque<Waiting> still;
    for (auto& one : waiting_) {
        if (one.revision <= revision || one.until <= now) sorted.push_back(std::move(one.arrival));
        else still.push_back(std::move(one));
    }
    waiting_ = std::move(still);
    for (auto& arrival : batch) {
        const auto wanted = revision_of(arrival);
        if (wanted <= revision || waiting_.size() >= most) sorted.push_back(std::move(arrival));
        else waiting_.push_back({std::move(arrival), wanted, now + patience});
    }
    batch = std::move(sorted);
}

PutOff::Clock::time_point PutOff::next(std::uint64_t revision) const {
    if (std::ranges::any_of(waiting_, [&](const auto& one) { return one.revision <= revision; })) return Clock::time_point{};
    return waiting_.empty() ? Clock::time_point::max() : waiting_.front().until;
}

std::optional<std::uint64_t> PutOff::first() const {
    std::optional<std::uint64_t> first;
    for (const auto& one : waiting_) {
        const auto place = one.arrival.delivered.stream_sequence;
        if (!first || place < *first) first = place;
    }
    return first;
}

}  // namespace andvari::eventing
