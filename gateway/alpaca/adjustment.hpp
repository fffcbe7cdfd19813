// Bars as they would have been had a split or a dividend of later been there already.
#pragma once

#include <vector>

#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {

/// Which of a company's acts bars are adjusted for: Alpaca's parameter `adjustment`.
struct Adjustment {
    bool splits = false, dividends = false;
    /// raw, split, dividend, all, or several of them separated by commas; nothing for anything else.
    static std::optional<Adjustment> parse(std::string_view);
};

/// For each act that took effect after a bar: prices and volume by the ratio of a split; prices by what was left of the close
/// before it went ex, for a dividend.
void adjust(store::Database& stock, const Symbol&, Adjustment, std::vector<stock::Bar>&);

}  // namespace andvari::gateway::alpaca
