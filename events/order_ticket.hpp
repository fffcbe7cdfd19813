// The terms of an order: what travels unchanged from the customer to the engine.
#pragma once

#include <optional>
#include <string>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"

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

/// Where a trailing stop stands whose best price so far is `mark`.
inline Price trailing_stop(Side side, Price mark, const std::optional<Price>& by, const std::optional<Percent>& by_percent) {
    const auto distance =
        by ? *by : Price::of_units(multiply_divide(mark.units(), by_percent->units(), Percent::whole(100).units()));
    return side == Side::buy ? mark + distance : mark - distance;
}

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
