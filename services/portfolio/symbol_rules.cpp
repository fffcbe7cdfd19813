#include "services/portfolio/symbol_rules.hpp"

#include <vector>

namespace andvari::portfolio {
namespace {
std::vector<Price> prices_of(const order::Ticket& t) {
    std::vector<Price> prices;
    for (const auto& price : {t.limit_price, t.stop_price, t.trail_price})
        if (price) prices.push_back(*price);
    if (t.take_profit) prices.push_back(t.take_profit->limit_price);
    if (t.stop_loss) {
        prices.push_back(t.stop_loss->stop_price);
        if (t.stop_loss->limit_price) prices.push_back(*t.stop_loss->limit_price);
    }
    return prices;
}

/// The order's worth at its own price, where it has one.
std::optional<Money> worth_of(const order::Ticket& t) {
    if (t.notional) return t.notional;
    const auto price = t.limit_price ? t.limit_price : t.stop_price;
    return price ? std::optional{value_of(*price, t.quantity)} : std::nullopt;
}
}  // namespace

std::optional<Refusal> trouble_with_rules(const order::Ticket& t, const stock::Rules& rules) {
    const auto& symbol = t.symbol.text;
    if (!rules.tradable.value_or(true)) return Refusal{"not_tradable", symbol + " takes no new orders"};
    if (!rules.fractionable.value_or(true) && (t.notional || t.quantity.units() % Quantity::one != 0))
        return Refusal{"not_fractionable", symbol + " is traded in whole shares: give a whole quantity"};
    if (rules.lot && t.quantity.units() % rules.lot->units() != 0)
        return Refusal{"quantity_not_in_lots", symbol + " is traded in lots: the quantity is a multiple of " + rules.lot->text()};
    if (rules.tick)
        for (const auto price : prices_of(t))
            if (price.units() % rules.tick->units() != 0)
                return Refusal{"price_not_on_tick",
                               "prices of " + symbol + " are multiples of " + rules.tick->text() + ", not " + price.text()};
    const auto worth = worth_of(t);
    if (rules.least_notional && worth && *worth < *rules.least_notional)
        return Refusal{"notional_too_small", "orders of " + symbol + " are worth at least " + rules.least_notional->text()};
    return std::nullopt;
}

}  // namespace andvari::portfolio
