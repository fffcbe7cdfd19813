// The rules of a symbol's book: price before time, and the market's quote as one more participant. Pure.
//
// A trade happens at the price of whoever stood there first. A quote stands from when it was quoted, with its sizes less what
// traded of it; a new quote stands behind the customers' orders at its price. No order trades beyond its protection price, and
// nobody trades with himself: of two orders of one owner that meet, the one that comes is cancelled.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/engine.hpp"
#include "services/engine/book.hpp"
#include "services/engine/hours.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::engine {

// Commands, which the engine only gives to itself, in answer to facts of others.

struct BookOrder {
    order::Ticket ticket;
    Price protection;
    std::optional<stock::Quote> quote;  ///< The latest known; how old it is was the portfolio's to judge.
    std::optional<std::string> owner{};
    std::optional<Quantity> most{};          ///< Of a notional: no more shares than these.
    std::optional<Price> stop_protection{};  ///< Of its stop_loss.
    Hours hours{};
    std::int64_t splits = 0;  ///< Of the symbol, when it was reserved for.
};
struct CancelOrder {
    OrderId order;
    AccountId account;
    Symbol symbol;
    std::optional<stock::Quote> quote{};  ///< For what follows of its own accord.
    Hours hours{};
};
struct ReplaceOrder {
    order::ReplaceSent request;
    std::optional<stock::Quote> quote;
    Hours hours{};
};
struct TakeQuote {
    Symbol symbol;
    stock::Quote quote;
    Hours hours{};
};
/// The first stop order that the quote reaches comes alive.
struct WakeStop {
    Symbol symbol;
    stock::Quote quote;
    Hours hours{};
};

/// What the entries have traded makes as much of their exits stand or sleep in the book.
struct ActivateExits {
    Symbol symbol;
    std::optional<stock::Quote> quote;
    Hours hours{};
};
/// An entry ended, and what its exits still waited for never comes.
struct EndExits {
    Symbol symbol;
    std::optional<stock::Quote> quote;
    Hours hours{};
};

/// The first queued order that may trade now comes to the book.
struct Admit {
    Symbol symbol;
    std::optional<stock::Quote> quote;
    Hours hours{};
};
/// The best buy and the best sell meet, because one of them came when the other did not trade.
struct Uncross {
    Symbol symbol;
    std::optional<stock::Quote> quote;
    Hours hours{};
};
/// The regular hours ended, of which these are the last: the first order for the close comes to the book.
struct CloseOut {
    Symbol symbol;
    std::optional<stock::Quote> quote;  ///< The latest.
    Hours hours{};
};
/// Another phase of the exchange's day began.
struct Turn {
    Symbol symbol;
    std::optional<stock::Quote> quote;
    Hours hours{};
};

struct SplitShares {
    Symbol symbol;
    std::string action;
    stock::Ratio ratio;
    std::optional<Instant> effective{};
};
/// What is owed of a dividend, or paid, takes its place among the trades.
struct PassOn {
    Symbol symbol;
    std::variant<WentEx, DividendPayable> fact;
};

using Command = std::variant<BookOrder, CancelOrder, ReplaceOrder, TakeQuote, WakeStop, ActivateExits, EndExits, Admit, Uncross,
                             CloseOut, Turn, SplitShares, PassOn>;

// None is ever refused.

/// Booked, its trades, and Expired for what an ioc order could not trade; a fok order trades all or only expires. A stop order
/// sleeps, unless its price is reached already. What the market does not trade now is queued; ioc and fok orders expire then.
/// Only Cancelled where the shares that it is about were split since. Empty when the order is in the book already.
Decision<Fact> decide(const Book&, const BookOrder&, const Given&);
/// Cancelled, or CancelRefused when the order is no longer there.
Decision<Fact> decide(const Book&, const CancelOrder&, const Given&);
/// Replaced and what booking the replacement brings, or ReplaceRefused: order_not_in_book, stop_already_triggered,
/// quantity_already_traded.
Decision<Fact> decide(const Book&, const ReplaceOrder&, const Given&);
/// Expired for the day orders of earlier days, then the trades of those that the quote meets, then TrailMoved. Where it is the
/// first since the market trades again, Opened, and those trade at its price. Nothing trades while the market does not.
Decision<Fact> decide(const Book&, const TakeQuote&, const Given&);
/// Triggered and its trades; empty where no stop order is reached.
Decision<Fact> decide(const Book&, const WakeStop&, const Given&);
/// Activated for each exit, and what those trade whose price is there already.
Decision<Fact> decide(const Book&, const ActivateExits&, const Given&);
/// For the exits of one entry: Resized to what is active, or Cancelled where nothing is.
Decision<Fact> decide(const Book&, const EndExits&, const Given&);

/// Admitted and its trades; what an opg order could not trade expires.
Decision<Fact> decide(const Book&, const Admit&, const Given&);
/// Traded, at the price of who stood there first, or Cancelled where both have one owner.
Decision<Fact> decide(const Book&, const Uncross&, const Given&);
/// Admitted and its trades at the last quote; the rest expires.
Decision<Fact> decide(const Book&, const CloseOut&, const Given&);
/// Expired for the day orders of days that are over.
Decision<Fact> decide(const Book&, const Turn&, const Given&);
/// Cancelled for all there is, then Split.
Decision<Fact> decide(const Book&, const SplitShares&, const Given&);
Decision<Fact> decide(const Book&, const PassOn&, const Given&);

/// What the engine does next of its own accord, after `done`: admits queued orders, ends or activates exits, and wakes one stop
/// order after the other.
std::optional<Command> next(const Book&, const Command& done);

void evolve(Book&, const Booked&);
void evolve(Book&, const Traded&);
void evolve(Book&, const Cancelled&);
void evolve(Book&, const CancelRefused&);
void evolve(Book&, const Expired&);
void evolve(Book&, const Triggered&);
void evolve(Book&, const TrailMoved&);
void evolve(Book&, const Replaced&);
void evolve(Book&, const ReplaceRefused&);
void evolve(Book&, const Resized&);
void evolve(Book&, const Activated&);
void evolve(Book&, const Opened&);
void evolve(Book&, const Admitted&);
void evolve(Book&, const Split&);
void evolve(Book&, const WentEx&);
void evolve(Book&, const DividendPayable&);

/// The symbol.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The symbol as a subject token.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// Always std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

struct BookImage {
    std::vector<Resting> bids, asks;  ///< Best price first, oldest first.
    std::uint64_t trades = 0;
    std::optional<stock::Quote> quote;
    Quantity used_bid, used_ask;
    std::optional<std::vector<Waiting>> stops{};  ///< Oldest first.
    std::optional<std::vector<Exit>> exits{};
    std::optional<std::vector<Queued>> queue{};  ///< Oldest first.
    std::optional<Instant> opened{};
    std::optional<std::int64_t> splits{};
    static constexpr auto fields = json::fields(
        json::field("bids", &BookImage::bids), json::field("asks", &BookImage::asks), json::field("trades", &BookImage::trades),
        json::field("quote", &BookImage::quote), json::field("used_bid", &BookImage::used_bid),
        json::field("used_ask", &BookImage::used_ask), json::field("stops", &BookImage::stops),
        json::field("exits", &BookImage::exits), json::field("queue", &BookImage::queue),
        json::field("opened", &BookImage::opened), json::field("splits", &BookImage::splits));
};
BookImage image(const Book&);
Book restore(const BookImage&);

}  // namespace andvari::engine
