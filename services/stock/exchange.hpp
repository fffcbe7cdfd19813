// The rules of the exchange's day: which phase it is in at any moment. Pure.
#pragma once

#include <optional>
#include <string>

#include "events/stock.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::stock {

inline constexpr std::string_view new_york = "XNYS";

/// The market's clock shows `time`.
struct Tick {
    std::string market;
    Instant time;
};

/// Where the exchange is; nowhere before the first tick.
struct Exchange {
    std::optional<PhaseChanged> phase;
    static constexpr auto fields = json::fields(json::field("phase", &Exchange::phase));
};

/// By the calendar of the New York Stock Exchange. Nothing for a moment that the calendar does not answer for.
std::optional<PhaseChanged> phase_at(Instant);

/// The end of a trading day that was under way, then the phase of now. Nothing while the phase lasts; a clock never goes back.
/// Refused: market_unknown, time_not_in_calendar.
Decision<Fact> decide(const Exchange&, const Tick&, const Given&);

void evolve(Exchange&, const PhaseChanged&);

}  // namespace andvari::stock
