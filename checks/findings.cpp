#include "checks/findings.hpp"

#include <algorithm>
#include <utility>

namespace andvari::checks {

void Findings::add(Invariant invariant, std::string what, std::string where) {
    auto& tally = tallies_[static_cast<std::size_t>(invariant)];
    ++tally.found;
    if (tally.first.size() < most_kept) tally.first.push_back({std::move(what), std::move(where)});
}

void Findings::unfinished(Invariant invariant, Instant since, const Due& due, std::string what, std::string where) {
    if (due && since < *due) return add(invariant, std::move(what), std::move(where));
    ++tallies_[static_cast<std::size_t>(invariant)].under_way;
}

const Findings::Tally& Findings::of(Invariant invariant) const { return tallies_[static_cast<std::size_t>(invariant)]; }

bool Findings::any() const {
    return std::ranges::any_of(tallies_, [](const Tally& tally) { return tally.found > 0; });
}

}  // namespace andvari::checks
