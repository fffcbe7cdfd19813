// Whether the market trades one symbol when something comes to its book, and how well.
#pragma once

#include <optional>

#include "events/stock.hpp"

namespace andvari::engine {

struct Hours {
    stock::Phase phase = stock::Phase::regular;
    bool halted = false;
    Instant since{};  ///< The market's time from which on quotes count: of the phase's beginning, or of a halt.
    /// The trading day of the phase, or while closed the one to come, and the one after it. Absent: the market never closes, and
    /// its days are those of the quotes.
    std::optional<std::int64_t> session{}, next{};
    /// How much worse than the quote it is for who comes to it: hundredths of a per cent.
    std::int64_t slippage_basis_points = 0;

    /// For orders that asked for extended hours, or for those that did not.
    bool trades(bool extended) const {
        using enum stock::Phase;
        return !halted && (phase == regular || (extended && (phase == pre || phase == post)));
    }
    /// The day of an order that comes now.
    std::int64_t session_of_new(bool extended) const { return phase == stock::Phase::post && !extended ? *next : *session; }
    /// The last day that is over.
    std::int64_t over(bool extended) const { return phase == stock::Phase::post && !extended ? *session : *session - 1; }
};

}  // namespace andvari::engine
