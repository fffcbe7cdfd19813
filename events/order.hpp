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
enum class Kind { market, limit, stop, stop_limit, trailing_stop };
enum class TimeInForce { day, gtc, ioc, fok, opg, cls };
/// bracket: an entry with a take_profit and a stop_loss, of which one ends the other; oco: those two for shares that are held;
/// oto: an entry with one of them.
enum class OrderClass { simple, bracket, oco, oto };

constexpr bool is_stop(Kind kind) { return kind >= Kind::stop; }

/// Sells at a profit.
struct TakeProfit {
    Price limit_price;
    friend bool operator==(const TakeProfit&, const TakeProfit&) = default;
    static constexpr auto fields = json::fields(json::field("limit_price", &TakeProfit::limit_price));
};
/// Sells before the loss grows: a stop order, or with a limit_price a stop_limit order.
struct StopLoss {
    Price stop_price;
    std::optional<Price> limit_price{};
    friend bool operator==(const StopLoss&, const StopLoss&) = default;
    static constexpr auto fields =
        json::fields(json::field("stop_price", &StopLoss::stop_price), json::field("limit_price", &StopLoss::limit_price));
};

/// What the customer asked for; travels unchanged through every later fact that needs it.
struct Ticket {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Side side{};
    Kind kind{};
    TimeInForce time_in_force{};
    Quantity quantity;                 ///< Zero where a notional says how much.
    std::optional<Price> limit_price;  ///< Present exactly when the kind is limit or stop_limit.
    std::optional<std::string> client_order_id;
    std::optional<Price> stop_price{};       ///< Present exactly when the kind is stop or stop_limit.
    std::optional<Price> trail_price{};      ///< How far a trailing stop follows the market; this or trail_percent.
    std::optional<Percent> trail_percent{};  ///< Of the market's best price so far.
    std::optional<Money> notional{};         ///< Of a market order: for how much money, in place of a quantity.
    std::optional<bool> extended_hours{};
    std::optional<OrderClass> order_class{};  ///< Absent: simple.
    std::optional<TakeProfit> take_profit{};
    std::optional<StopLoss> stop_loss{};
    std::optional<OrderId> parent{};       ///< The order whose exit this is.
    std::optional<OrderId> shares_with{};  ///< The other exit, whose reservation this one uses as well.
    std::optional<OrderId> replaces{};     ///< The order in whose place it stands.
    friend bool operator==(const Ticket&, const Ticket&) = default;
    static constexpr auto fields =
        json::fields(json::field("order", &Ticket::order), json::field("account", &Ticket::account),
                     json::field("symbol", &Ticket::symbol), json::field("side", &Ticket::side),
                     json::field("kind", &Ticket::kind), json::field("time_in_force", &Ticket::time_in_force),
                     json::field("quantity", &Ticket::quantity), json::field("limit_price", &Ticket::limit_price),
                     json::field("client_order_id", &Ticket::client_order_id), json::field("stop_price", &Ticket::stop_price),
                     json::field("trail_price", &Ticket::trail_price), json::field("trail_percent", &Ticket::trail_percent),
                     json::field("notional", &Ticket::notional), json::field("extended_hours", &Ticket::extended_hours),
                     json::field("order_class", &Ticket::order_class), json::field("take_profit", &Ticket::take_profit),
                     json::field("stop_loss", &Ticket::stop_loss), json::field("parent", &Ticket::parent),
                     json::field("shares_with", &Ticket::shares_with), json::field("replaces", &Ticket::replaces));
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
    std::optional<Quantity> quantity;  ///< This or a notional.
    std::optional<Price> limit_price;
    std::optional<std::string> client_order_id;  ///< 1 to 128 printable ASCII characters.
    std::optional<Price> stop_price{};
    std::optional<Price> trail_price{};
    std::optional<Percent> trail_percent{};
    std::optional<Money> notional{};
    std::optional<bool> extended_hours{};
    std::optional<OrderClass> order_class{};
    std::optional<TakeProfit> take_profit{};
    std::optional<StopLoss> stop_loss{};
    static constexpr std::string_view type = "andvari.order.place.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Place::account), json::field("symbol", &Place::symbol),
                     json::field("side", &Place::side), json::field("kind", &Place::kind),
                     json::field("time_in_force", &Place::time_in_force), json::field("quantity", &Place::quantity),
                     json::field("limit_price", &Place::limit_price), json::field("client_order_id", &Place::client_order_id),
                     json::field("stop_price", &Place::stop_price), json::field("trail_price", &Place::trail_price),
                     json::field("trail_percent", &Place::trail_percent), json::field("notional", &Place::notional),
                     json::field("extended_hours", &Place::extended_hours), json::field("order_class", &Place::order_class),
                     json::field("take_profit", &Place::take_profit), json::field("stop_loss", &Place::stop_loss));
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
    static constexpr std::array<std::string_view, 5> names{"market", "limit", "stop", "stop_limit", "trailing_stop"};
};
template <>
struct andvari::json::EnumNames<andvari::order::OrderClass> {
    static constexpr std::array<std::string_view, 4> names{"simple", "bracket", "oco", "oto"};
};
template <>
struct andvari::json::EnumNames<andvari::order::TimeInForce> {
    static constexpr std::array<std::string_view, 6> names{"day", "gtc", "ioc", "fok", "opg", "cls"};
};
