// One decision of the engine: the quote that stands, and the facts so far.
#pragma once

#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "services/engine/domain.hpp"
#include "services/engine/matching.hpp"

namespace andvari::engine {

inline Party party_of(const Resting& resting) { return {resting.order, resting.account, resting.shares_with}; }

class Round {
public:
    Round(const Book& of_book, const Symbol& of, const std::optional<stock::Quote>& latest, const Hours& of_now)
        : book{of_book}, symbol{of}, hours{of_now}, known_{standing(of_book, latest)}, count_{of_book.trades} {
        facts.reserve(2);
    }

    /// Where neither quote nor hours matter.
    Round(const Book& of_book, const Symbol& of) : Round{of_book, of, no_quote(), Hours{}} {}

    /// The quote that stands; one of before the market's hours counts for nothing.
    const std::optional<stock::Quote>& quote() const { return outdated() ? no_quote() : known_; }
    std::optional<Instant> quoted() const { return quote() ? std::optional{quote()->time} : std::nullopt; }
    /// As who comes to it finds it: its price slips away from them.
    Feed feed_on(Side side) const {
        auto feed = quoted_on(side);
        const auto slip = side == Side::buy ? -hours.slippage_basis_points : hours.slippage_basis_points;
        if (slip != 0) feed.price = add_basis_points(feed.price, slip);
        return feed;
    }
    /// As it is quoted: what it gives to who waited.
    Feed quoted_on(Side side) const { return engine::feed_on(side, book, quote()); }
    /// Whether such an order has to wait: the market does not trade it now, or not before its first quote.
    bool waits(bool extended) const { return !hours.trades(extended) || outdated(); }

    void trade(Side side, Party own, std::optional<Party> other, Quantity quantity, Price price) {
        note_exit(own, quantity);
        if (other) note_exit(*other, quantity);
        std::optional<Party> taker{std::move(own)};
        if (side == Side::sell) taker.swap(other);
        facts.emplace_back(Traded{next_id(), symbol, quantity, price, std::move(taker), std::move(other), quote()});
    }

    /// All that `own` can trade now.
    Walked trade_all(const Party& own, const Taker& taker) {
        return walk(book, taker, feed_on(opposite(taker.side)), [&](const Resting* other, Quantity quantity, Price price) {
            trade(taker.side, own, other != nullptr ? std::optional{party_of(*other)} : std::nullopt, quantity, price);
        });
    }
    bool could_fill(const Taker& taker) const {
        return walk(book, taker, feed_on(opposite(taker.side)), [](auto&&...) {}).left.zero();
    }

    void cancel(const Party& party, Quantity left, const char* code) {
        facts.emplace_back(Cancelled{party.order, party.account, symbol, left, code, party.shares_with});
        if (!book.exits().empty()) ended_.insert(party.order.text);
    }
    void expire(const Party& party, Quantity left) {
        facts.emplace_back(Expired{party.order, party.account, symbol, left, party.shares_with});
    }
    /// The exits that traded in this decision, whose partners shrink with them.
    const std::map<std::string, Quantity>& traded_exits() const { return traded_exits_; }
    bool ended(const OrderId& order) const { return ended_.contains(order.text); }

    const Book& book;
    const Symbol& symbol;
    const Hours hours;
    Facts<Fact> facts;

private:
    static const std::optional<stock::Quote>& no_quote() {
        static const std::optional<stock::Quote> none;
        return none;
    }
    bool outdated() const { return known_ && known_->time < hours.since; }
    void note_exit(const Party& party, Quantity quantity) {
        const auto* exit = book.exits().find(party.order);
        if (exit != nullptr && exit->partner) traded_exits_[party.order.text] += quantity;
    }
    TradeId next_id() {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, count_++).ptr;
        return {derive_id({"trade", symbol.text, {digits, static_cast<std::size_t>(end - digits)}})};
    }

    const std::optional<stock::Quote>& known_;
    std::uint64_t count_;
    std::map<std::string, Quantity> traded_exits_;
    std::set<std::string> ended_;  ///< Of those that belong together.
};

// What comes to the book (trading.cpp).

/// Whether an order waits for the opening or the close, where the market does not say so.
inline bool is_for_an_auction(order::TimeInForce in_force) {
    return in_force == order::TimeInForce::opg || in_force == order::TimeInForce::cls;
}
/// The trades of an order that was just booked or admitted, with `quantity` or what its notional comes to, and its end where it
/// does not wait.
void enter(const BookOrder&, Quantity quantity, Round&);
/// Day orders whose day is over expire.
void expire_what_is_over(Round&);
/// Calls `visit(party, remaining)` for every order there is: live, asleep, queued, or waiting for its entry.
template <class Visit>
void each_order(const Book& book, Visit&& visit) {
    const auto& exits = book.exits();
    const auto visit_one = [&](const Resting& r) { visit(r, r.remaining + exits.inactive(r.order)); };
    for (const auto side : {Side::buy, Side::sell}) book.each(side, [&](const Resting& r) { return visit_one(r), true; });
    for (const auto* waiting : book.stops().all()) visit_one(waiting->resting);
    for (const auto* queued : book.queue().all()) visit_one(queued->resting);
    for (const auto& [order, exit] : exits.all())
        if (exit.form && book.find_any(exit.order) == nullptr) visit(exit.form->resting, exit.inactive);
}

// What happens when the market opens and closes (opening.cpp).

/// The oldest queued order that may trade now.
const Queued* admissible(const Round&);
/// Of the orders for a close the oldest of this day.
const Queued* due_at_close(const Round&);
/// Whether a buy meets a sell in the book.
bool is_crossed(const Book&);

// What concerns exits (linking.cpp).

/// Everything that is known of an order that is there: live, asleep, or waiting for its entry.
struct Known {
    Party party;
    Quantity remaining;  ///< With what waits for its entry.
    Quantity active;
};
std::optional<Known> known(const Book&, const OrderId&);
/// The partners of the exits that traded shrink, or end.
void shrink_partners(Round&);
/// The order comes alive: its partner ends, and what is left of its entry.
void end_partner_of_woken(const OrderId&, Round&);

}  // namespace andvari::engine
