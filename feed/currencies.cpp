#include "feed/currencies.hpp"

#include <array>

#include "shared/json/write.hpp"

namespace andvari::feed {
namespace {
constexpr std::int64_t minute = 60'000'000, minutes_of_a_day = 1'440;
// Of the rate, in millionths.
constexpr std::int64_t swing = 5'000;

struct Centre {
    const char* quote;
    Rate rate;
    std::int64_t phase;  ///< Minutes.
};
constexpr std::array<Centre, 3> centres{{{"CAD", Rate::of_units(1'372'500'000), 0},
                                         {"EUR", Rate::of_units(921'300'000), 480},
                                         {"GBP", Rate::of_units(787'400'000), 960}}};

/// Up from -swing to swing in half a day, and down again.
std::int64_t wave(std::int64_t minutes) {
    constexpr auto half = minutes_of_a_day / 2;
    const auto at = minutes % minutes_of_a_day;
    return -swing + 2 * swing * (at < half ? at : minutes_of_a_day - at) / half;
}
}  // namespace

std::vector<stock::FxRate> demo_rates(Instant now) {
    const auto minutes = now.microseconds / minute;
    std::vector<stock::FxRate> rates;
    for (const auto& [quote, rate, phase] : centres)
        rates.push_back({"USD", quote,
                         Rate::of_units(multiply_divide(rate.units(), 1'000'000 + wave(minutes + phase), 1'000'000)),
                         Instant{minutes * minute}});
    return rates;
}

Message message_of(const stock::FxRate& rate) {
    const auto pair = rate.base + rate.quote;
    return {"mkt.fx." + pair, "fx-" + pair + '-' + std::to_string(rate.time.microseconds), stock::FxRate::type,
            json::write(rate)};
}

}  // namespace andvari::feed
