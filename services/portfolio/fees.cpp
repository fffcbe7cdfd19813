#include "services/portfolio/fees.hpp"

#include <algorithm>

namespace andvari::portfolio {

Money fee_of(const FeeModel& model, Quantity traded, Money value) {
    if (traded.zero()) return Money{};
    const auto of_value = Money::of_units(multiply_divide(value.units(), model.basis_points, 10'000));
    return std::max(model.per_order + value_of(model.per_share, traded) + of_value, model.least);
}

Money most_fee(const FeeModel& model, Quantity quantity, Price price) {
    return fee_of(model, quantity, enough_for(price, quantity));
}

Money enough_for(Price price, Quantity quantity) {
    const auto exact = static_cast<__int128>(price.units()) * quantity.units();
    return Money::of_units(static_cast<std::int64_t>((exact + Quantity::one - 1) / Quantity::one));
}

}  // namespace andvari::portfolio
