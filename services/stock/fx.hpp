// The rules of a pair of currencies: what a feed may say about it. Pure.
#pragma once

#include <optional>
#include <string>

#include "events/stock.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::stock {

/// mkt.fx.<base><quote>, received at `received` by our clock.
struct TakeFx {
    std::string pair;  ///< As the subject names it.
    FxRate rate;
    Instant received;
};

/// Only the latest rate is kept, to judge the next by.
struct CurrencyPair {
    std::optional<FxRate> rate;
    static constexpr auto fields = json::fields(json::field("rate", &CurrencyPair::rate));
};

/// Refused, in this order: currency_invalid, same_currency, pair_mismatch (with the subject), rate_not_positive,
/// rate_out_of_range, rate_from_future (over a day), rate_out_of_order. The same rate again is nothing new.
Decision<Fact> decide(const CurrencyPair&, const TakeFx&, const Given&);
void evolve(CurrencyPair&, const FxQuoted&);

/// Three capital letters, as ISO 4217 has them.
bool is_currency(std::string_view text);

}  // namespace andvari::stock
