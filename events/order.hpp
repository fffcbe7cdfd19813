// What can be asked of an order, and what happens to it.
//
// pending --> accepted --> partially_filled --> filled
//    |            |               |
//    +--> rejected, cancelled     +--> cancelled, expired
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "events/order_ticket.hpp"
#include "shared/time/instant.hpp"

namespace andvari::order {

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

/// cmd.order.<account>.replace: a new order in place of one that is open. What is absent stays as it is. The old one goes on
/// where the answer is no.
struct Replace {
    AccountId account;
    OrderId order;
    std::optional<Quantity> quantity{};  ///< Of both together: what the old one has traded counts.
    std::optional<Price> limit_price{}, stop_price{}, trail_price{};
    std::optional<Percent> trail_percent{};
    std::optional<TimeInForce> time_in_force{};
    static constexpr std::string_view type = "andvari.order.replace.v1";
    static constexpr auto fields = json::fields(
        json::field("account", &Replace::account), json::field("order", &Replace::order),
        json::field("quantity", &Replace::quantity), json::field("limit_price", &Replace::limit_price),
        json::field("stop_price", &Replace::stop_price), json::field("trail_price", &Replace::trail_price),
        json::field("trail_percent", &Replace::trail_percent), json::field("time_in_force", &Replace::time_in_force));
};

/// The id of the order that a Replace makes.
inline OrderId replacement_id(const OrderId& order, std::string_view command_id) {
    return {derive_id({"replacement", order.text, command_id})};
}
/// The id of an order's exit: "take_profit" or "stop_loss".
inline OrderId exit_id(const OrderId& parent, std::string_view name) { return {derive_id({"exit", parent.text, name})}; }

/// The exits that an order brings along, the take_profit first. The shares are reserved for the first; the other shares with it.
/// An oco order is the take_profit itself.
inline std::vector<Ticket> exits_of(const Ticket& t) {
    std::vector<Ticket> exits;
    if (!t.take_profit && !t.stop_loss) return exits;
    const auto exit = [&](std::string_view name, Kind kind) -> Ticket& {
        auto& made = exits.emplace_back();
        made = {exit_id(t.order, name), t.account, t.symbol, Side::sell, kind, t.time_in_force, t.quantity, {}, {}};
        made.parent = t.order;
        return made;
    };
    if (t.take_profit) exit("take_profit", Kind::limit).limit_price = t.take_profit->limit_price;
    if (t.stop_loss) {
        auto& made = exit("stop_loss", t.stop_loss->limit_price ? Kind::stop_limit : Kind::stop);
        made.stop_price = t.stop_loss->stop_price;
        made.limit_price = t.stop_loss->limit_price;
        if (t.order_class == OrderClass::oco) made.shares_with = t.order;
        else if (t.take_profit) made.shares_with = exits.front().order;
    }
    return exits;
}

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
    Price protection;                    ///< The engine trades at no worse price: the limit, or for a market order the collar.
    std::optional<std::string> owner{};  ///< Of the account.
    std::optional<Quantity> most{};      ///< Of a notional: no more shares than these.
    std::optional<Price> stop_protection{};  ///< Of its stop_loss.
    std::optional<std::int64_t> splits{};    ///< Of the symbol, when it was reserved for; absent: none.
    static constexpr std::string_view type = "andvari.order.accepted.v1";
    static constexpr auto fields =
        json::fields(json::field("ticket", &Accepted::ticket), json::field("protection", &Accepted::protection),
                     json::field("owner", &Accepted::owner), json::field("most", &Accepted::most),
                     json::field("stop_protection", &Accepted::stop_protection), json::field("splits", &Accepted::splits));
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

/// A stop order's price was reached: from here on it trades.
struct Triggered {
    OrderId order;
    AccountId account;
    Price stop_price;
    static constexpr std::string_view type = "andvari.order.triggered.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Triggered::order), json::field("account", &Triggered::account),
                     json::field("stop_price", &Triggered::stop_price));
};

/// Ended with `filled` traded before: by a Cancel, which it answers, or for the reason that `code` tells.
struct Cancelled {
    OrderId order;
    AccountId account;
    Quantity filled;
    std::optional<std::string> code{}, reason{};
    static constexpr std::string_view type = "andvari.order.cancelled.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Cancelled::order), json::field("account", &Cancelled::account),
                     json::field("filled", &Cancelled::filled), json::field("code", &Cancelled::code),
                     json::field("reason", &Cancelled::reason));
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

/// The same Place came under another command: what came of the first is the answer. Answers the later one.
struct Repeated {
    OrderId order;
    AccountId account;
    static constexpr std::string_view type = "andvari.order.repeated.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Repeated::order), json::field("account", &Repeated::account));
};

/// How much the order is for is known anew: a notional became shares, or the other exit traded.
struct Resized {
    OrderId order;
    AccountId account;
    Quantity quantity;  ///< Of the order, with what it has traded.
    static constexpr std::string_view type = "andvari.order.resized.v1";
    static constexpr auto fields = json::fields(json::field("order", &Resized::order), json::field("account", &Resized::account),
                                                json::field("quantity", &Resized::quantity));
};

/// The order that is to stand in another's place.
struct Replacement {
    Ticket ticket;  ///< Its quantity is known once the engine has answered.
    std::string actor, command;
    static constexpr auto fields =
        json::fields(json::field("ticket", &Replacement::ticket), json::field("actor", &Replacement::actor),
                     json::field("command", &Replacement::command));
};

/// The portfolio now sets aside what the replacement may need beyond the order itself.
struct ReplaceRequested {
    OrderId order;
    AccountId account;
    Replacement replacement;
    std::optional<Quantity> total{};  ///< Of both together; absent: what the old one has left.
    static constexpr std::string_view type = "andvari.order.replace_requested.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &ReplaceRequested::order), json::field("account", &ReplaceRequested::account),
                     json::field("replacement", &ReplaceRequested::replacement), json::field("total", &ReplaceRequested::total));
};

/// The engine is asked to put the replacement in the order's place; its answer decides.
struct ReplaceSent {
    OrderId order;
    AccountId account;
    Replacement replacement;
    Price protection;                 ///< Of the replacement, see Accepted.
    Quantity quantity;                ///< Of the order that is replaced.
    std::optional<Quantity> total{};  ///< As in ReplaceRequested.
    std::optional<std::string> owner{};
    static constexpr std::string_view type = "andvari.order.replace_sent.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &ReplaceSent::order), json::field("account", &ReplaceSent::account),
                     json::field("replacement", &ReplaceSent::replacement), json::field("protection", &ReplaceSent::protection),
                     json::field("quantity", &ReplaceSent::quantity), json::field("total", &ReplaceSent::total),
                     json::field("owner", &ReplaceSent::owner));
};

/// Ended: another order stands in its place, which keeps nothing of what this one has traded. Answers the Replace.
struct Replaced {
    OrderId order;
    AccountId account;
    Quantity filled;
    OrderId replaced_by;
    static constexpr std::string_view type = "andvari.order.replaced.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Replaced::order), json::field("account", &Replaced::account),
                     json::field("filled", &Replaced::filled), json::field("replaced_by", &Replaced::replaced_by));
};

/// The order goes on as it was, or had ended. Answers the Replace.
struct ReplaceRejected {
    OrderId order;
    AccountId account;
    OrderId replacement;  ///< The id that it would have had.
    std::string code, reason;
    static constexpr std::string_view type = "andvari.order.replace_rejected.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("order", &ReplaceRejected::order), json::field("account", &ReplaceRejected::account),
                     json::field("replacement", &ReplaceRejected::replacement), json::field("code", &ReplaceRejected::code),
                     json::field("reason", &ReplaceRejected::reason));
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

using Fact =
    std::variant<Placed, Accepted, Rejected, PartiallyFilled, Filled, CancelRequested, Cancelled, Withdrawn, CancelRejected,
                 Expired, CommandRefused, Triggered, Repeated, Resized, ReplaceRequested, ReplaceSent, Replaced, ReplaceRejected>;

}  // namespace andvari::order
