// What can be asked of an order, and what happens to it.
//
// pending --> accepted --> partially_filled --> filled
//    |            |               |
//    +--> rejected, cancelled     +--> cancelled, expired
#pragma once

#include <optional>
#include <variant>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::order {

enum class Side { buy, sell };
enum class Kind { market, limit };
enum class TimeInForce { day, gtc, ioc, fok };

/// What the customer asked for; travels unchanged through every later fact that needs it.
struct Ticket {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Side side{};
    Kind kind{};
    TimeInForce time_in_force{};
    Quantity quantity;
    std::optional<Price> limit_price;  ///< Present exactly when the kind is limit.
    std::optional<std::string> client_order_id;
    friend bool operator==(const Ticket&, const Ticket&) = default;
    static constexpr auto fields = json::fields(
        json::field("order", &Ticket::order), json::field("account", &Ticket::account), json::field("symbol", &Ticket::symbol),
        json::field("side", &Ticket::side), json::field("kind", &Ticket::kind),
        json::field("time_in_force", &Ticket::time_in_force), json::field("quantity", &Ticket::quantity),
        json::field("limit_price", &Ticket::limit_price), json::field("client_order_id", &Ticket::client_order_id));
};

// Commands.

/// cmd.order.<account>.place. The order's id is the command's id, or, where a client_order_id is given, derived from it
/// and the account (`order_id_for`), so that the same client_order_id can never make two orders.
struct Place {
    AccountId account;
    Symbol symbol;
    Side side{};
    Kind kind{};
    TimeInForce time_in_force{};
    Quantity quantity;
    std::optional<Price> limit_price;
    std::optional<std::string> client_order_id;  ///< 1 to 128 printable ASCII characters.
    static constexpr std::string_view type = "andvari.order.place.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Place::account), json::field("symbol", &Place::symbol),
                     json::field("side", &Place::side), json::field("kind", &Place::kind),
                     json::field("time_in_force", &Place::time_in_force), json::field("quantity", &Place::quantity),
                     json::field("limit_price", &Place::limit_price), json::field("client_order_id", &Place::client_order_id));
};

/// cmd.order.<account>.cancel
struct Cancel {
    AccountId account;
    OrderId order;
    static constexpr std::string_view type = "andvari.order.cancel.v1";
    static constexpr auto fields = json::fields(json::field("account", &Cancel::account), json::field("order", &Cancel::order));
};

inline OrderId order_id_for(const Place& place, std::string_view command_id) {
    if (place.client_order_id) return {derive_id({"order", place.account.text, *place.client_order_id})};
    return {std::string{command_id}};
}

// Facts, on evt.order.<account>.<fact>.

/// The order exists, pending: the portfolio now reserves what it may cost.
struct Placed {
    Ticket ticket;
    Instant time;         ///< When the command was made.
    std::string actor;    ///< On whose behalf; the portfolio refuses an account that is not theirs.
    std::string command;  ///< The id of the Place, which a later fact answers.
    static constexpr std::string_view type = "andvari.order.placed.v1";
    static constexpr auto fields = json::fields(json::field("ticket", &Placed::ticket), json::field("time", &Placed::time),
                                                json::field("actor", &Placed::actor), json::field("command", &Placed::command));
};

/// Reserved for and sent to the engine. Answers the Place.
struct Accepted {
    Ticket ticket;
    Price protection;  ///< The engine trades at no worse price: the limit, or for a market order the collar.
    static constexpr std::string_view type = "andvari.order.accepted.v1";
    static constexpr auto fields =
        json::fields(json::field("ticket", &Accepted::ticket), json::field("protection", &Accepted::protection));
};

/// Never reached the engine. Answers the Place.
struct Rejected {
    OrderId order;
    AccountId account;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.order.rejected.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("order", &Rejected::order), json::field("account", &Rejected::account),
                     json::field("code", &Rejected::code), json::field("reason", &Rejected::reason));
};

/// One trade of the order, and what the order has come to with it.
struct PartiallyFilled {
    OrderId order;
    AccountId account;
    TradeId trade;
    Quantity quantity;  ///< Of this trade.
    Price price;        ///< Of this trade.
    Quantity filled;    ///< Of all trades so far.
    Money value;        ///< Of all trades so far: value / filled is the average price.
    static constexpr std::string_view type = "andvari.order.partially_filled.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &PartiallyFilled::order), json::field("account", &PartiallyFilled::account),
                     json::field("trade", &PartiallyFilled::trade), json::field("quantity", &PartiallyFilled::quantity),
                     json::field("price", &PartiallyFilled::price), json::field("filled", &PartiallyFilled::filled),
                     json::field("value", &PartiallyFilled::value));
};

/// The last trade of the order. Fields as in PartiallyFilled.
struct Filled {
    OrderId order;
    AccountId account;
    TradeId trade;
    Quantity quantity;
    Price price;
    Quantity filled;
    Money value;
    static constexpr std::string_view type = "andvari.order.filled.v1";
    static constexpr auto fields = json::fields(json::field("order", &Filled::order), json::field("account", &Filled::account),
                                                json::field("trade", &Filled::trade), json::field("quantity", &Filled::quantity),
                                                json::field("price", &Filled::price), json::field("filled", &Filled::filled),
                                                json::field("value", &Filled::value));
};

/// The engine is asked to take the order off the book; its answer decides.
struct CancelRequested {
    OrderId order;
    AccountId account;
    Symbol symbol;
    std::string command;  ///< The id of the Cancel, which a later fact answers.
    static constexpr std::string_view type = "andvari.order.cancel_requested.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &CancelRequested::order), json::field("account", &CancelRequested::account),
                     json::field("symbol", &CancelRequested::symbol), json::field("command", &CancelRequested::command));
};

/// Ended by a Cancel, with `filled` traded before. Answers the Cancel.
struct Cancelled {
    OrderId order;
    AccountId account;
    Quantity filled;
    static constexpr std::string_view type = "andvari.order.cancelled.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Cancelled::order), json::field("account", &Cancelled::account),
                     json::field("filled", &Cancelled::filled));
};

/// The Place's own answer where a Cancel overtook the acceptance; the Cancelled fact ends the order.
struct Withdrawn {
    OrderId order;
    AccountId account;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.order.withdrawn.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("order", &Withdrawn::order), json::field("account", &Withdrawn::account),
                     json::field("code", &Withdrawn::code), json::field("reason", &Withdrawn::reason));
};

/// The order goes on or had already ended. Answers the Cancel.
struct CancelRejected {
    OrderId order;
    AccountId account;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.order.cancel_rejected.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("order", &CancelRejected::order), json::field("account", &CancelRejected::account),
                     json::field("code", &CancelRejected::code), json::field("reason", &CancelRejected::reason));
};

/// Ended unfilled or partly filled by its own terms: ioc, fok, or the end of its day.
struct Expired {
    OrderId order;
    AccountId account;
    Quantity filled;
    static constexpr std::string_view type = "andvari.order.expired.v1";
    static constexpr auto fields = json::fields(json::field("order", &Expired::order), json::field("account", &Expired::account),
                                                json::field("filled", &Expired::filled));
};

/// A Place that never made an order (its client_order_id or its id is in use, or its figures are impossible).
struct CommandRefused {
    OrderId order;  ///< The id that the order would have had; where that id is in use, the order that has it.
    AccountId account;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.order.command_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("order", &CommandRefused::order), json::field("account", &CommandRefused::account),
                     json::field("code", &CommandRefused::code), json::field("reason", &CommandRefused::reason));
};

using Fact = std::variant<Placed, Accepted, Rejected, PartiallyFilled, Filled, CancelRequested, Cancelled, Withdrawn,
                          CancelRejected, Expired, CommandRefused>;

}  // namespace andvari::order

template <>
struct andvari::json::EnumNames<andvari::order::Side> {
    static constexpr std::array<std::string_view, 2> names{"buy", "sell"};
};
template <>
struct andvari::json::EnumNames<andvari::order::Kind> {
    static constexpr std::array<std::string_view, 2> names{"market", "limit"};
};
template <>
struct andvari::json::EnumNames<andvari::order::TimeInForce> {
    static constexpr std::array<std::string_view, 4> names{"day", "gtc", "ioc", "fok"};
};
