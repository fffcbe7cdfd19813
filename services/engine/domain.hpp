// The rules of a symbol's book: price before time, and the market's quote as one more participant. Pure.
//
// A trade happens at the price of whoever stood there first. A quote stands from when it was quoted, with its sizes less what
// traded of it; a new quote stands behind the customers' orders at its price. No order trades beyond its protection price.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/engine.hpp"
#include "services/engine/book.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::engine {

// Commands, which the engine only gives to itself, in answer to facts of others.

struct BookOrder {
    order::Ticket ticket;
    Price protection;
    std::optional<stock::Quote> quote;  ///< The latest known; how old it is was the portfolio's to judge.
};
struct CancelOrder {
    OrderId order;
    AccountId account;
    Symbol symbol;
};
struct TakeQuote {
    Symbol symbol;
    stock::Quote quote;
};

using Command = std::variant<BookOrder, CancelOrder, TakeQuote>;

// None is ever refused.

/// Booked, its trades, and Expired for what an ioc order could not trade; a fok order trades all or only expires. Empty when the
/// order is in the book already.
Decision<Fact> decide(const Book&, const BookOrder&, const Given&);
/// Cancelled, or CancelRefused when the order is no longer there.
Decision<Fact> decide(const Book&, const CancelOrder&, const Given&);
/// Expired for the day orders of earlier days, then the trades of those that the quote meets.
Decision<Fact> decide(const Book&, const TakeQuote&, const Given&);

void evolve(Book&, const Booked&);
void evolve(Book&, const Traded&);
void evolve(Book&, const Cancelled&);
void evolve(Book&, const CancelRefused&);
void evolve(Book&, const Expired&);

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
    static constexpr auto fields =
        json::fields(json::field("bids", &BookImage::bids), json::field("asks", &BookImage::asks),
                     json::field("trades", &BookImage::trades), json::field("quote", &BookImage::quote),
                     json::field("used_bid", &BookImage::used_bid), json::field("used_ask", &BookImage::used_ask));
};
BookImage image(const Book&);
Book restore(const BookImage&);

}  // namespace andvari::engine
