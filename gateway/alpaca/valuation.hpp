// What things are worth now, and were at the end of the last trading day, as far as the market's data tell.
#pragma once

#include <optional>
#include <vector>

#include "gateway/api/problem.hpp"
#include "services/portfolio/accounts_view.hpp"

namespace andvari::gateway::alpaca {

/// Of one symbol.
struct Mark {
    Price current;  ///< The middle of the market's quote; without one the last close.
    Price lastday;  ///< The close of the last day that has ended; without one the current price.
};
/// Nothing where the market has never said anything of it.
std::optional<Mark> mark_of(store::Database& stock, const Symbol&);

struct Holding {
    portfolio::PositionRow row;
    Mark mark;
    Money value, lastday_value;
};
/// Everything that the account holds. What has no price counts at what it cost.
std::vector<Holding> holdings_of(store::Database& accounts, store::Database& stock, const AccountId&);
Holding holding_of(store::Database& stock, portfolio::PositionRow);

/// `part` / `whole` with eight decimals; 0 where the whole is nothing.
std::string ratio_text(Money part, Money whole);

}  // namespace andvari::gateway::alpaca
