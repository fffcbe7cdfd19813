// What a book costs with nothing of ours around it: the standard's containers, price before time, and no more.
//
// It makes no facts, no ids of trades, knows no quote, no owner, no day and no stop. It is the limit of the engine's figures.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <unordered_map>

#include "services/engine/domain.hpp"

namespace andvari::engine::bench {

class BareBook {
public:
    /// Trades what it can, and rests with what is left. Answers the number of trades.
    std::size_t come(const BookOrder& c) {
        const auto& t = c.ticket;
        auto left = t.quantity;
        const auto trades = take(t.side, c.protection, left);
        if (left.zero()) return trades;
        auto& line = side(t.side)[rank(t.side, c.protection)];
        line.push_back({t.order.text, left});
        index_.emplace(t.order.text, std::prev(line.end()));
        return trades;
    }
    /// Takes up to `left` from the other side, at no worse price than `limit`.
    std::size_t take(order::Side taker, Price limit, Quantity& left) {
        const auto other = taker == order::Side::buy ? order::Side::sell : order::Side::buy;
        auto& levels = side(other);
        std::size_t trades = 0;
        while (left.positive() && !levels.empty() && levels.begin()->first <= rank(other, limit)) {
            auto& line = levels.begin()->second;
            const auto traded = std::min(left, line.front().left);
            left -= traded;
            line.front().left -= traded;
            ++trades;
            if (!line.front().left.zero()) continue;
            index_.erase(line.front().id);
            line.pop_front();
            if (line.empty()) levels.erase(levels.begin());
        }
        return trades;
    }

private:
    struct Order {
        std::string id;
        Quantity left;
    };
    using Line = std::list<Order>;
    using Levels = std::map<std::int64_t, Line>;  ///< The best first.
    static std::int64_t rank(order::Side s, Price price) { return s == order::Side::buy ? -price.units() : price.units(); }
    Levels& side(order::Side s) { return levels_[static_cast<std::size_t>(s)]; }

    std::array<Levels, 2> levels_;
    std::unordered_map<std::string, Line::iterator> index_;
};

}  // namespace andvari::engine::bench
