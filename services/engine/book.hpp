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

#include "events/engine.hpp"

namespace andvari::engine {

/// An order in the book.
struct Resting {
    OrderId order;
    AccountId account;
    order::Side side{};
    bool day = false;  ///< Ends with its session.
    Quantity remaining;
    Price price;  ///< No worse: the limit, or a market order's protection.
    std::int64_t session = 0;
    std::optional<Instant> quoted;  ///< The time of the quote that stood before it.
    static constexpr auto fields = json::fields(
        json::field("order", &Resting::order), json::field("account", &Resting::account), json::field("side", &Resting::side),
        json::field("day", &Resting::day), json::field("remaining", &Resting::remaining), json::field("price", &Resting::price),
        json::field("session", &Resting::session), json::field("quoted", &Resting::quoted));
};

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
    void remove(const OrderId&);

    std::uint64_t trades = 0;           ///< So far; the next trade's id is derived from it.
    std::optional<stock::Quote> quote;  ///< The latest that traded, or stood while others traded.
    Quantity used_bid, used_ask;        ///< How much of it traded.

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

    std::deque<Slot> slots_;  ///< Never moves an element: the index points at its order's id.
    std::vector<std::uint32_t> free_;
    boost::unordered_flat_map<std::string_view, std::uint32_t> index_;
    std::array<Levels, 2> levels_;                  ///< Of each side.
    std::map<std::int64_t, std::size_t> sessions_;  ///< How many day orders each has.
};

template <class Visit>
void Book::each(order::Side side, Visit&& visit) const {
    for (const auto& [rank, level] : levels_[static_cast<std::size_t>(side)])
        for (auto slot = level.first; slot != none; slot = slots_[slot].next)
            if (!visit(slots_[slot].resting)) return;
}

}  // namespace andvari::engine
