// The trading of an instrument, day by day, as it really was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "feed/csv.hpp"
#include "shared/money/amount.hpp"

namespace andvari::feed {

struct TradingDay {
    std::int64_t day = 0;  ///< Since 1970-01-01.
    Price open, high, low, close;
    Quantity volume;
    friend bool operator==(const TradingDay&, const TradingDay&) = default;
};

/// By day, each day once, never empty.
using History = std::vector<TradingDay>;

inline constexpr Price lowest_price = Price::of_units(10'000);  ///< A cent: below it a spread of a basis point has no room.
inline constexpr Price highest_price = Price::whole(900'000);   ///< Leaves room for a spread below largest_price.
inline constexpr Quantity largest_volume = Quantity::whole(9'000'000'000);  ///< More, as of a whole index, is counted as this.

/// Reads CSV with a header that names Date, Open, High, Low, Close and Volume, in any order and case; other columns are ignored,
/// Adj Close among them. Dates are YYYY-MM-DD, each once, in any order. Prices may have any number of decimals: those beyond six
/// are cut. Rows in which every figure is "null", as some sources write for holidays, are skipped. `file` is for the messages.
/// Throws CsvError.
History parse_history(std::string_view text, std::string_view file);
/// The same for a file of at most 64 MiB. Throws CsvError.
History read_history(const std::filesystem::path& file);

/// The part of `history` whose days are not before `first` and not after `last`; may be empty.
History between(const History& history, std::int64_t first, std::int64_t last);

}  // namespace andvari::feed
