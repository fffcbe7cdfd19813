// Who trades with whom: the walk along the other side of a book, with the market's quote in line.
#pragma once

#include <algorithm>
#include <optional>

#include "services/engine/book.hpp"

namespace andvari::engine {

using order::Side;

inline Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }

/// Whether who stands on `side` and goes no further than `own` can trade at `other`.
inline bool meet(Side side, Price own, Price other) { return side == Side::buy ? other <= own : other >= own; }

/// One side of the market's quote, and how much of it is left.
struct Feed {
    Price price;
    Quantity left;
    Instant time;
};

/// The quote that stands: the command's, unless the book has seen a later one.
inline const std::optional<stock::Quote>& standing(const Book& book, const std::optional<stock::Quote>& latest) {
    return book.quote && (!latest || latest->time < book.quote->time) ? book.quote : latest;
}

inline Feed feed_on(Side side, const Book& book, const std::optional<stock::Quote>& quote) {
    if (!quote) return {};
    const bool same = book.quote == quote;
    const auto used = !same ? Quantity{} : side == Side::buy ? book.used_bid : book.used_ask;
    if (side == Side::buy) return {quote->bid, quote->bid_size - used, quote->time};
    return {quote->ask, quote->ask_size - used, quote->time};
}

/// Whether a resting order goes before the feed's quote on its side: price first, then who stood there first.
inline bool before(const Resting& resting, const Feed& feed) {
    if (resting.price != feed.price) return resting.side == Side::buy ? resting.price > feed.price : resting.price < feed.price;
    return !resting.quoted || *resting.quoted < feed.time;
}

/// Calls `trade(resting or null for the feed, quantity, price)` for all that `side` can get for `quantity` at `limit` or better,
/// in the order of priority. Answers what is left. Changes nothing: all but the last in line trade completely.
template <class Trade>
Quantity walk(const Book& book, Side side, Price limit, Quantity quantity, Feed feed, Trade&& trade) {
    const auto take_feed = [&] {
        if (!feed.left.positive() || !meet(side, limit, feed.price)) return;
        const auto traded = std::min(quantity, feed.left);
        quantity -= traded;
        feed.left = Quantity{};
        trade(nullptr, traded, feed.price);
    };
    book.each(opposite(side), [&](const Resting& resting) {
        if (!meet(side, limit, resting.price)) return false;
        if (feed.left.positive() && !before(resting, feed)) take_feed();
        if (quantity.zero()) return false;
        const auto traded = std::min(quantity, resting.remaining);
        quantity -= traded;
        trade(&resting, traded, resting.price);
        return quantity.positive();
    });
    if (quantity.positive()) take_feed();
    return quantity;
}

}  // namespace andvari::engine
