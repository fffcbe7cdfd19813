// What trading costs, by configuration: the portfolio takes it, and the gateway's previews tell of it.
#pragma once

#include "events/portfolio.hpp"
#include "shared/configuration/configuration.hpp"

namespace andvari::cli {

inline portfolio::FeeModel fees_of(const Configuration::Portfolio& c) {
    return {Money::parse(c.fee_per_order).value(), Price::parse(c.fee_per_share).value(), c.fee_basis_points,
            Money::parse(c.fee_least).value()};
}

}  // namespace andvari::cli
