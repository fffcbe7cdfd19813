// What happens in the book of a symbol. The engine takes no commands from outside: it reacts to accepted orders,
// requested cancels and quotes.
#pragma once

#include <optional>
#include <variant>

#include "events/order.hpp"
#include "events/stock.hpp"

namespace andvari::engine {

/// The order stands in the book, or is about to trade: facts of the same moment follow.
struct Booked {
    order::Ticket ticket;
    Price protection;          ///< No worse price, see order::Accepted.
    std::int64_t session = 0;  ///< The market's day (since 1970-01-01) on which a day order was booked.
    std::optional<Instant>
        quoted;  ///< The time of the quote that stood then: it goes first at the same price, a later one does not.
    static constexpr std::string_view type = "andvari.engine.booked.v1";
    static constexpr auto fields =
        json::fields(json::field("ticket", &Booked::ticket), json::field("protection", &Booked::protection),
                     json::field("session", &Booked::session), json::field("quoted", &Booked::quoted));
};

/// One side of a trade. The market feed has neither order nor account.
struct Party {
    OrderId order;
    AccountId account;
    static constexpr auto fields = json::fields(json::field("order", &Party::order), json::field("account", &Party::account));
};

struct Traded {
    TradeId trade;
    Symbol symbol;
    Quantity quantity;
    Price price;
    std::optional<Party> buyer;         ///< Absent: the market feed bought.
    std::optional<Party> seller;        ///< Absent: the market feed sold. Never both absent.
    std::optional<stock::Quote> quote;  ///< The quote that stood at that moment; absent while there was none.
    static constexpr std::string_view type = "andvari.engine.traded.v1";
    static constexpr auto fields = json::fields(json::field("trade", &Traded::trade), json::field("symbol", &Traded::symbol),
                                                json::field("quantity", &Traded::quantity), json::field("price", &Traded::price),
                                                json::field("buyer", &Traded::buyer), json::field("seller", &Traded::seller),
                                                json::field("quote", &Traded::quote));
};

/// Taken off the book because its owner asked. `remaining` was not traded.
struct Cancelled {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity remaining;
    static constexpr std::string_view type = "andvari.engine.cancelled.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Cancelled::order), json::field("account", &Cancelled::account),
                     json::field("symbol", &Cancelled::symbol), json::field("remaining", &Cancelled::remaining));
};

/// The order is no longer in the book: a trade or its expiry came first.
struct CancelRefused {
    OrderId order;
    AccountId account;
    Symbol symbol;
    static constexpr std::string_view type = "andvari.engine.cancel_refused.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &CancelRefused::order), json::field("account", &CancelRefused::account),
                     json::field("symbol", &CancelRefused::symbol));
};

/// Taken off the book by its own terms (ioc, fok, end of day).
struct Expired {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity remaining;
    static constexpr std::string_view type = "andvari.engine.expired.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Expired::order), json::field("account", &Expired::account),
                     json::field("symbol", &Expired::symbol), json::field("remaining", &Expired::remaining));
};

using Fact = std::variant<Booked, Traded, Cancelled, CancelRefused, Expired>;

}  // namespace andvari::engine
