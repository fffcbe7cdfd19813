// What a check has found: by invariant, counted, and the first few in words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/time/instant.hpp"

namespace andvari::checks {

enum class Invariant { conservation, one_outcome, no_overdraft, fills_match, gapless, replay_equal };
inline constexpr std::array<std::string_view, 6> invariant_names{"conservation", "one-outcome", "no-overdraft",
                                                                 "fills-match",  "gapless",     "replay-equal"};
constexpr std::string_view name_of(Invariant invariant) { return invariant_names[static_cast<std::size_t>(invariant)]; }

struct Finding {
    std::string what;
    std::string where;  ///< The place of the fact that shows it, such as "order/0:1:123"; or the name of a thing.
};

/// What was asked for before this moment must be done by now. Nothing: whatever is not done is under way, however old.
using Due = std::optional<Instant>;

class Findings {
public:
    /// Of each invariant so many are kept in words; the others are only counted.
    static constexpr std::size_t most_kept = 10;

    struct Tally {
        std::uint64_t found = 0;
        std::vector<Finding> first;
        std::uint64_t under_way = 0;  ///< Not done yet, which is no finding.
    };

    void add(Invariant, std::string what, std::string where);
    /// Something that was asked for at `since` and is not done: a finding when it was due.
    void unfinished(Invariant, Instant since, const Due&, std::string what, std::string where);

    const Tally& of(Invariant) const;
    bool any() const;

private:
    std::array<Tally, invariant_names.size()> tallies_;
};

}  // namespace andvari::checks
