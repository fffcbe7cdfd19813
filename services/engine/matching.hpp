// Who trades with whom: the walk along the other side of a book, with the market's quote in line.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

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

/// Somebody who comes to the book.
struct Taker {
    Side side{};
    Price limit;
    Quantity quantity;
    const std::optional<std::string>& owner;
    std::string_view gone{};     ///< An order that ends in this very decision.
    bool extended_only = false;  ///< It meets only those that trade in extended hours, too.
    bool same_owner(const Resting& resting) const { return owner && owner == resting.owner; }
};

struct Walked {
    Quantity left;
    bool met_own = false;  ///< It ended at an order of the same owner, with whom nobody trades.
};

/// Calls `trade(resting or null for the feed, quantity, price)` for all that the taker can get at its limit or better, in the
/// order of priority. Changes nothing: all but the last in line trade completely.
template <class Trade>
Walked walk(const Book& book, const Taker& taker, Feed feed, Trade&& trade) {
    Walked walked{taker.quantity};
    const auto take_feed = [&] {
        if (!feed.left.positive() || !meet(taker.side, taker.limit, feed.price)) return;
        const auto traded = std::min(walked.left, feed.left);
        walked.left -= traded;
        feed.left = Quantity{};
        trade(nullptr, traded, feed.price);
    };
    book.each(opposite(taker.side), [&](const Resting& resting) {
        if (!meet(taker.side, taker.limit, resting.price)) return false;
        if (taker.extended_only && !resting.extended.value_or(false)) return true;
        if (feed.left.positive() && !before(resting, feed)) take_feed();
        if (walked.left.zero()) return false;
        if (!taker.gone.empty() && taker.gone == resting.order.text) return true;
        if (taker.same_owner(resting)) return walked.met_own = true, false;
        const auto traded = std::min(walked.left, resting.remaining);
        walked.left -= traded;
        trade(&resting, traded, resting.price);
        return walked.left.positive();
    });
    if (walked.left.positive() && !walked.met_own) take_feed();
    return walked;
}

}  // namespace andvari::engine
