// The resting orders of one symbol in price-time order, and how much of the market's quote is used up.
//
// Every change costs O(log levels); the best order of a side, and an order by its id, are found at once.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "services/engine/exits.hpp"
#include "services/engine/queue.hpp"
#include "services/engine/stops.hpp"

namespace andvari::engine {

class Book {
    struct Slot;

public:
    Book() = default;
    Book(Book&&) noexcept = default;
    Book& operator=(Book&&) noexcept = default;

    std::size_t size() const { return index_.size(); }
    /// Nothing when it is not in the book.
    const Resting* find(const OrderId&) const;
    /// Calls `visit(const Resting&)` for each order of `side`, best price first and oldest first, while it returns true.
    template <class Visit>
    void each(order::Side side, Visit&& visit) const;
    /// The oldest session of a day order; absent without one.
    std::optional<std::int64_t> oldest_session() const;

    /// Behind all others of its price. The order must not be in the book.
    void add(Resting);
    /// Takes `quantity` off an order that has as much; with nothing left it leaves the book.
    void reduce(const OrderId&, Quantity quantity);
    /// As much is left of an order from here on, which may be nothing; also of one that sleeps.
    void resize(const OrderId&, Quantity remaining);
    /// Also one that sleeps or is queued.
    void remove(const OrderId&);

    /// The stop orders, which sleep.
    const Stops& stops() const { return stops_; }
    /// Which orders belong together.
    const Exits& exits() const { return exits_; }
    Exits& exits() { return exits_; }
    /// What waits for the market.
    const Queue& queue() const { return queue_; }
    void enqueue(Queued);
    /// Takes an order out of the queue.
    Queued dequeue(const OrderId&);
    /// Live, asleep or queued; null where it is none of these.
    const Resting* find_any(const OrderId&) const;
    /// As much more of an exit stands or sleeps here.
    void activate(const OrderId&, Quantity);
    /// Puts a stop order to sleep.
    void sleep(Waiting);
    /// Takes a stop order out: what it will be in the book.
    Resting wake(const OrderId&);
    void follow(order::Side side, Price mark) { stops_.follow(side, mark); }

    std::uint64_t trades = 0;           ///< So far; the next trade's id is derived from it.
    std::optional<stock::Quote> quote;  ///< The latest that traded, or stood while others traded.
    Quantity used_bid, used_ask;        ///< How much of it traded.
    Instant opened{};                   ///< Of the last Opened.
    std::int64_t splits = 0;            ///< So far.

private:
    static constexpr std::uint32_t none = UINT32_MAX;
    struct Slot {
        Resting resting;
        std::uint32_t next = none, previous = none;
    };
    struct Level {
        std::uint32_t first = none, last = none;
    };
    /// By rank: the price for asks, the negated price for bids, so that the best stands first on both sides.
    using Levels = std::map<std::int64_t, Level>;
    static std::int64_t rank(order::Side side, Price price) { return side == order::Side::buy ? -price.units() : price.units(); }
    void remove(std::uint32_t slot);
    void count(const Resting&);
    void discount(const Resting&);

    std::deque<Slot> slots_;  ///< Never moves an element: the index points at its order's id.
    std::vector<std::uint32_t> free_;
    boost::unordered_flat_map<std::string_view, std::uint32_t> index_;
    std::array<Levels, 2> levels_;  ///< Of each side.
    Stops stops_;
    Exits exits_;
    Queue queue_;
    std::map<std::int64_t, std::size_t> sessions_;  ///< How many day orders each has.
};

template <class Visit>
void Book::each(order::Side side, Visit&& visit) const {
    for (const auto& [rank, level] : levels_[static_cast<std::size_t>(side)])
        for (auto slot = level.first; slot != none; slot = slots_[slot].next)
            if (!visit(slots_[slot].resting)) return;
}

}  // namespace andvari::engine
