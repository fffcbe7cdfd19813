// How fast the engine's rules are in memory: each figure counts whole decisions, and their facts applied.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "services/engine/domain.hpp"

namespace andvari::engine::bench {

using Clock = std::chrono::steady_clock;
inline double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// By name, as they are printed.
using Figures = std::map<std::string, double>;

/// One symbol: orders that trade with each other, and a book of 100,000.
Figures one_book();
/// 1,000 symbols with 100 resting orders each.
Figures many_books();
/// One quote that trades with 10,000 resting orders.
Figures sweep();

/// With a million shares on each side.
stock::Quote quote(Price bid, Price ask, std::int64_t at);
/// A limit order of ten shares, while the quote is far away from it.
Command limit_order(std::uint64_t number, const Symbol&, order::Side, Price);

/// As the runtime does it: decides, applies what happened, and goes on while there is more to do. Answers the number of facts.
std::size_t take(Book&, const Command&);

}  // namespace andvari::engine::bench
