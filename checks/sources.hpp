// Each source's facts come one after the other, and each continues the chain.
#pragma once

#include <map>
#include <string>

#include "checks/findings.hpp"
#include "shared/eventing/continuity.hpp"

namespace andvari::checks {

class Sources {
public:
    explicit Sources(Findings& findings) : findings_{findings} {}  ///< Must outlive it.

    /// True for the next fact of its source. A hole may be filled later on: who owns the source publishes again at the end.
    bool next(const eventing::Envelope&, std::string_view body);
    void finish() const;

    const eventing::Positions& positions() const { return positions_; }
    std::uint64_t facts() const { return facts_; }
    std::uint64_t repeats() const { return repeats_; }

private:
    Findings& findings_;
    eventing::Positions positions_;
    std::map<std::string, eventing::Place, std::less<>> holes_;  ///< By source: the last fact seen behind a hole.
    std::map<std::string, std::uint64_t, std::less<>> forged_;   ///< By source: the sequence already reported.
    std::uint64_t facts_ = 0, repeats_ = 0;
};

}  // namespace andvari::checks
