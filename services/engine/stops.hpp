// The stop orders of one symbol, asleep until the market reaches their price. Every change costs O(log n).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/engine/resting.hpp"

namespace andvari::engine {

/// A stop order that sleeps.
struct Waiting {
    Resting resting;                   ///< As which it will stand in the book.
    std::optional<Price> stop;         ///< Absent for a trailing stop until there is a mark.
    std::optional<Price> trail_price;  ///< Of a trailing stop, this or
    std::optional<Percent> trail_percent;
    std::optional<Price> mark;  ///< Of a trailing stop: the best price since it was booked.
    bool trailing() const { return trail_price || trail_percent; }
    static constexpr auto fields =
        json::fields(json::field("resting", &Waiting::resting), json::field("stop", &Waiting::stop),
                     json::field("trail_price", &Waiting::trail_price), json::field("trail_percent", &Waiting::trail_percent),
                     json::field("mark", &Waiting::mark));
};

/// The price of the quote that wakes who stands on `side`, and nothing where it offers none.
std::optional<Price> waking_price(order::Side side, const stock::Quote&);

class Stops {
public:
    Stops() = default;
    Stops(Stops&&) noexcept = default;
    Stops& operator=(Stops&&) noexcept = default;

    std::size_t size() const { return index_.size(); }
    /// Nothing when it does not sleep here.
    const Waiting* find(const OrderId&) const;
    /// The next that this quote wakes: of each side the one whose price was reached first, and of those the older one.
    const Waiting* reached(const stock::Quote&) const;
    /// Whether a trailing stop of `side` has a worse mark than this.
    bool trails(order::Side side, Price mark) const;
    /// In the order in which they came.
    std::vector<const Waiting*> all() const;

    /// The order must not sleep here yet. A trailing stop's own price follows from its mark.
    void add(Waiting);
    Waiting remove(const OrderId&);
    void resize(const OrderId&, Quantity remaining);
    /// The trailing stops of `side` that have a worse mark follow to this one.
    void follow(order::Side side, Price mark);

private:
    using Key = std::pair<std::int64_t, std::uint64_t>;  ///< By rank, then by age.
    struct Entry {
        Waiting waiting;
        std::uint64_t number = 0;
    };
    using Ordered = std::map<Key, Entry*>;
    static Key stop_key(const Entry&);
    static Key mark_key(const Entry&);
    Ordered& by_stop(const Entry& e) { return by_stop_[static_cast<std::size_t>(e.waiting.resting.side)]; }
    Ordered& by_mark(const Entry& e) { return by_mark_[static_cast<std::size_t>(e.waiting.resting.side)]; }

    std::unordered_map<std::string_view, std::unique_ptr<Entry>> index_;  ///< The key is the entry's own.
    std::array<Ordered, 2> by_stop_;                                      ///< Of each side; the first wakes first.
    std::array<Ordered, 2> by_mark_;  ///< The trailing ones of each side; the first follows first.
    std::uint64_t next_ = 0;
};

}  // namespace andvari::engine
