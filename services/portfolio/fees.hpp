// What the house takes for trading. A fee is the order's, not the trade's: however an order is cut into trades, it pays the same.
#pragma once

#include "events/portfolio.hpp"

namespace andvari::portfolio {

/// Of an order of which so many shares were traded, for so much altogether; nothing where nothing was.
Money fee_of(const FeeModel&, Quantity traded, Money value);
/// The most that an order for so many shares can pay, each of them at `price` or less.
Money most_fee(const FeeModel&, Quantity, Price);
/// What `quantity` can cost at most, at `price` or better: rounded up, so that a reservation is never a fraction short.
Money enough_for(Price, Quantity);

}  // namespace andvari::portfolio
