#include "services/stock/fx.hpp"

#include <algorithm>

namespace andvari::stock {
namespace {
constexpr std::int64_t a_day = 86'400;
}

bool is_currency(std::string_view text) {
    return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Decision<Fact> decide(const CurrencyPair& pair, const TakeFx& c, const Given& given) {
    const auto& r = c.rate;
    if (!is_currency(r.base) || !is_currency(r.quote)) return Refusal{"currency_invalid", "a currency has three capital letters"};
    if (r.base == r.quote) return Refusal{"same_currency", "a pair has two currencies"};
    if (r.base + r.quote != c.pair) return Refusal{"pair_mismatch", "the subject says " + c.pair};
    if (!r.rate.positive()) return Refusal{"rate_not_positive", "the rate is " + r.rate.text()};
    if (r.rate < least_rate || r.rate > largest_rate)
        return Refusal{"rate_out_of_range", "a rate is from " + least_rate.text() + " to " + largest_rate.text()};
    if (r.time > given.time.plus_seconds(a_day)) return Refusal{"rate_from_future", "quoted at " + r.time.text()};
    if (pair.rate == r) return Facts<Fact>{};
    if (pair.rate && r.time < pair.rate->time)
        return Refusal{"rate_out_of_order", "quoted before " + pair.rate->time.text() + ", the last one's time"};
    return Facts<Fact>{FxQuoted{r.base, r.quote, r.rate, r.time, c.received}};
}

void evolve(CurrencyPair& pair, const FxQuoted& e) { pair.rate = FxRate{e.base, e.quote, e.rate, e.time}; }

}  // namespace andvari::stock
