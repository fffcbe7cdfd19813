// What is held, at what the market would give for it now. Computed when somebody asks, from the two read models that know:
// nothing that a quote changes is stored with an account.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/api/problem.hpp"
#include "services/portfolio/accounts_view.hpp"

namespace andvari::gateway {

class Worker;

/// Without `price` where the market has said nothing of the symbol yet, and then nothing that follows from it.
struct ValuedPosition : portfolio::PositionRow {
    std::optional<Price> price;          ///< The bid; where nobody bids, the ask; where there is neither, the last day's close.
    std::optional<Money> market_value;   ///< quantity × price.
    std::optional<Money> unrealised;     ///< market_value less cost.
    std::optional<Price> lastday_price;  ///< The close of the market's day before.
    std::optional<Money> change_today;   ///< market_value less what the same shares were worth at that close.
    static constexpr auto fields =
        json::joined(portfolio::PositionRow::fields, json::fields(json::field("price", &ValuedPosition::price),
                                                                  json::field("market_value", &ValuedPosition::market_value),
                                                                  json::field("unrealised", &ValuedPosition::unrealised),
                                                                  json::field("lastday_price", &ValuedPosition::lastday_price),
                                                                  json::field("change_today", &ValuedPosition::change_today)));
};

struct ValuedAccount : portfolio::AccountRow {
    Money market_value;            ///< Of all positions; one that has no price counts what it cost.
    Money unrealised;              ///< market_value less what they cost.
    Money equity;                  ///< cash and market_value.
    Money change_today;            ///< Of the positions, as far as known.
    std::vector<Symbol> unpriced;  ///< Held, and the market has said nothing of them yet.
    static constexpr auto fields =
        json::joined(portfolio::AccountRow::fields, json::fields(json::field("market_value", &ValuedAccount::market_value),
                                                                 json::field("unrealised", &ValuedAccount::unrealised),
                                                                 json::field("equity", &ValuedAccount::equity),
                                                                 json::field("change_today", &ValuedAccount::change_today),
                                                                 json::field("unpriced", &ValuedAccount::unpriced)));
};

ValuedPosition valued(Worker&, const portfolio::PositionRow&);
/// With all that it holds; a problem while there is no read model.
Result<ValuedAccount> valued(Worker&, const portfolio::AccountRow&);

}  // namespace andvari::gateway
