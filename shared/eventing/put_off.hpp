// Commands that wait until the service has heard as much of rights as the doors that let them in.
//
// A door may be ahead of a service by a moment: somebody was admitted, the door knows, and the service does not yet. What a door
// says is never believed instead of the service's own replica; but such a command waits a little for that to catch up.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "shared/eventing/inbound.hpp"

namespace andvari::eventing {

class PutOff {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds patience{1000};
    /// More than this many do not wait, so that who makes revisions up cannot fill the reader's window.
    static constexpr std::size_t most = 100;

    /// Takes out of a batch the commands that speak of a later revision than `revision`, and puts in front of the rest, in
    /// their order, those that need not wait any longer.
    void sort(std::vector<Arrival>& batch, std::uint64_t revision, Clock::time_point now);
    /// When `sort` has something to do at the latest, if the revision stays what it is.
    Clock::time_point next(std::uint64_t revision) const;
    /// The place in the stream of the first that waits: nothing from there on may be acknowledged.
    std::optional<std::uint64_t> first() const;

private:
    struct Waiting {
        Arrival arrival;
        std::uint64_t revision;
        Clock::time_point until;
    };
    std::deque<Waiting> waiting_;
};

}  // namespace andvari::eventing
