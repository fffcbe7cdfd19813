// What one currency is worth in another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::stock {

/// Units of `quote` for one `base`, as a feed says it.
struct FxRate {
    std::string base, quote;  ///< ISO 4217
    Rate rate;
    Instant time;  ///< The market's clock, not ours.
    friend bool operator==(const FxRate&, const FxRate&) = default;
    static constexpr std::string_view type = "andvari.stock.fx.v1";  ///< mkt.fx.<base><quote>
    static constexpr auto fields = json::fields(json::field("base", &FxRate::base), json::field("quote", &FxRate::quote),
                                                json::field("rate", &FxRate::rate), json::field("time", &FxRate::time));
};

/// evt.stock.<base><quote>.fx_quoted
struct FxQuoted {
    std::string base, quote;
    Rate rate;
    Instant time;
    Instant received;  ///< Our clock: the age of a rate is counted from here.
    static constexpr std::string_view type = "andvari.stock.fx_quoted.v1";
    static constexpr auto fields = json::fields(json::field("base", &FxQuoted::base), json::field("quote", &FxQuoted::quote),
                                                json::field("rate", &FxQuoted::rate), json::field("time", &FxQuoted::time),
                                                json::field("received", &FxQuoted::received));
};

}  // namespace andvari::stock

namespace andvari {

/// Money of one currency that became money of another: to_amount is from_amount × rate, rounded half to even.
struct Conversion {
    std::string from_currency, to_currency;
    Money from_amount, to_amount;
    Rate rate;                          ///< Units of to_currency for one of from_currency: that of `quotes`, or what follows
    std::vector<stock::FxRate> quotes;  ///< from them, which were the latest: one, or two over the US dollar.
    friend bool operator==(const Conversion&, const Conversion&) = default;
    static constexpr auto fields = json::fields(
        json::field("from_currency", &Conversion::from_currency), json::field("to_currency", &Conversion::to_currency),
        json::field("from_amount", &Conversion::from_amount), json::field("to_amount", &Conversion::to_amount),
        json::field("rate", &Conversion::rate), json::field("quotes", &Conversion::quotes));
};

}  // namespace andvari
