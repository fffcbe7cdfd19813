// Moments by RFC 3339.
#include "shared/time/instant.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {

void attack(std::string_view input) {
    const auto moment = Instant::parse(input);
    if (!moment) return;
    const auto written = moment->text();
    promise(Instant::parse(written) == moment, "a moment that is written again is the same");
    promise(written.size() == std::string_view{"2026-01-31T14:30:00.000000Z"}.size(), "all moments are written alike");
    const auto midnight = Instant::parse(moment->date() + "T00:00:00Z");
    promise(midnight && midnight->day() == moment->day(), "a moment's date is the date of its day");
    promise(*midnight <= *moment && *moment < midnight->plus_seconds(86'400), "a moment lies in its day");
    const auto later = moment->plus_seconds(1);
    promise(!Instant::parse(later.text()) || written < later.text(), "texts sort as their moments do");
}

}  // namespace andvari::fuzz
