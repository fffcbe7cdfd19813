// The rules of one order, from being placed to its end. Pure: no clock, no ids made by chance, no I/O.
//
// The engine's facts reach an order in the engine's own sequence, so each trade is known before the end that follows it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/order.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::order {

// Commands that the order context gives to itself, in answer to facts of others.

struct Accept {
    OrderId order;
    AccountId account;
    Price protection;
    std::optional<std::string> owner{};
    std::optional<Quantity> most{};
    std::optional<Price> stop_protection{};
    std::optional<std::int64_t> splits{};
};
struct Reject {
    OrderId order;
    AccountId account;
    std::string code, reason;
};
struct Fill {
    OrderId order;
    AccountId account;
    TradeId trade;
    Quantity quantity;
    Price price;
};
struct Trigger {
    OrderId order;
    AccountId account;
    Price stop_price;
};
struct Resize {
    OrderId order;
    AccountId account;
    Quantity remaining;
};
struct ConfirmCancel {
    OrderId order;
    AccountId account;
    Quantity remaining;
    std::optional<std::string> code{};  ///< Why, where nobody asked for it.
};
struct RefuseCancel {
    OrderId order;
    AccountId account;
};
struct Expire {
    OrderId order;
    AccountId account;
    Quantity remaining;
};

/// What the replacement may need is set aside.
struct SendReplace {
    OrderId order;
    AccountId account;
    OrderId replacement;
    Price protection;
};
struct RefuseReplace {
    OrderId order;
    AccountId account;
    OrderId replacement;
    std::string code, reason;
};
struct FinishReplace {
    OrderId order;
    AccountId account;
    Quantity remaining;
    OrderId replacement;
};
/// The engine made the order by itself, in answer to another one: a replacement or an exit.
struct Emerge {
    OrderId order;
    AccountId account;
    Replacement made;
    Price protection;
    std::optional<std::string> owner{};
};

using Command = std::variant<Place, Cancel, Replace, Accept, Reject, Fill, Trigger, Resize, ConfirmCancel, RefuseCancel, Expire,
                             SendReplace, RefuseReplace, FinishReplace, Emerge>;

enum class Status { pending, accepted, partially_filled, filled, rejected, cancelled, expired, replaced };

/// How many of an order's latest trades are remembered, so that one that comes again is known. The engine's facts come in
/// sequence, so only late ones can come again.
inline constexpr std::size_t remembered_trades = 64;

struct Order {
    std::optional<Ticket> ticket;  ///< Absent: no such order.
    Status status{};
    std::string actor;   ///< Who placed it.
    std::string place;   ///< The Place that made it.
    std::string cancel;  ///< The Cancel that waits for the engine's answer, also after the order's end; else empty.
    Quantity filled;
    Money value;                                  ///< Of all its trades.
    std::vector<TradeId> trades;                  ///< The latest, oldest first.
    std::optional<Quantity> resized{};            ///< Its quantity, where that is not the ticket's.
    std::optional<std::string> owner{};           ///< Of the account, once accepted.
    std::optional<std::string> code{}, reason{};  ///< Why it was rejected.
    std::optional<ReplaceRequested> replace{};    ///< That waits for an answer.
    std::optional<bool> replace_sent{};           ///< To the engine.
    std::optional<bool> triggered{};

    Quantity quantity() const { return resized ? *resized : ticket->quantity; }
    bool exists() const { return ticket.has_value(); }
    bool open() const { return status == Status::accepted || status == Status::partially_filled; }
    bool ended() const { return status != Status::pending && !open(); }
    static constexpr auto fields = json::fields(
        json::field("ticket", &Order::ticket), json::field("status", &Order::status), json::field("actor", &Order::actor),
        json::field("place", &Order::place), json::field("cancel", &Order::cancel), json::field("filled", &Order::filled),
        json::field("value", &Order::value), json::field("trades", &Order::trades), json::field("resized", &Order::resized),
        json::field("owner", &Order::owner), json::field("code", &Order::code), json::field("reason", &Order::reason),
        json::field("replace", &Order::replace), json::field("replace_sent", &Order::replace_sent),
        json::field("triggered", &Order::triggered));
};

/// The least that an order with a price may be worth. Each trade rounds by up to half a millionth; so that stays out of reach of
/// tricks.
inline constexpr Money smallest_notional = Money::of_units(10'000);
/// What an order for an amount of money may be for.
inline constexpr Money least_notional = Money::whole(1);
inline constexpr Money largest_notional = Money::whole(1'000'000'000);

/// What is wrong with an order's terms, whoever asks: with the amount, the prices, the times and the exits.
std::optional<Refusal> trouble_with(const Place&);

/// Refused, in this order: client_order_id_invalid, client_order_id_in_use (or order_id_in_use), then `trouble_with`. The same
/// Place under another command is Repeated, or refused as the first was.
Decision<Fact> decide(const Order&, const Place&, const Given&);
/// Refused, in this order: order_not_found (also another's), cancel_already_requested, order_already_<status>.
/// A pending order is cancelled at once, which also answers its Place; an open one when the engine agrees.
Decision<Fact> decide(const Order&, const Cancel&, const Given&);
/// Refused, in this order: order_not_found (also another's), replace_already_requested, cancel_already_requested,
/// order_already_<status>, order_pending, not_replaceable, stop_already_triggered, nothing_to_replace, then what is wrong with
/// the terms that it would have, and quantity_already_traded.
Decision<Fact> decide(const Order&, const Replace&, const Given&);
// These are never refused. What was done before, or came too late, is an empty list. What only a broken engine can say
// (a trade beyond the quantity, an end that does not fit the trades) throws std::logic_error.
Decision<Fact> decide(const Order&, const Accept&, const Given&);
Decision<Fact> decide(const Order&, const Reject&, const Given&);
Decision<Fact> decide(const Order&, const Fill&, const Given&);
Decision<Fact> decide(const Order&, const ConfirmCancel&, const Given&);
Decision<Fact> decide(const Order&, const RefuseCancel&, const Given&);
Decision<Fact> decide(const Order&, const Expire&, const Given&);
Decision<Fact> decide(const Order&, const Trigger&, const Given&);
Decision<Fact> decide(const Order&, const Resize&, const Given&);
Decision<Fact> decide(const Order&, const SendReplace&, const Given&);
Decision<Fact> decide(const Order&, const RefuseReplace&, const Given&);
Decision<Fact> decide(const Order&, const FinishReplace&, const Given&);
Decision<Fact> decide(const Order&, const Emerge&, const Given&);

void evolve(Order&, const Placed&);
void evolve(Order&, const Accepted&);
void evolve(Order&, const Rejected&);
void evolve(Order&, const PartiallyFilled&);
void evolve(Order&, const Filled&);
void evolve(Order&, const CancelRequested&);
void evolve(Order&, const Cancelled&);
void evolve(Order&, const Withdrawn&);
void evolve(Order&, const CancelRejected&);
void evolve(Order&, const Expired&);
void evolve(Order&, const CommandRefused&);
void evolve(Order&, const Triggered&);
void evolve(Order&, const Repeated&);
void evolve(Order&, const Resized&);
void evolve(Order&, const ReplaceRequested&);
void evolve(Order&, const ReplaceSent&);
void evolve(Order&, const Replaced&);
void evolve(Order&, const ReplaceRejected&);

/// The order's id.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The account.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// Place: CommandRefused. Cancel: CancelRejected. Replace: ReplaceRejected. Others: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

using OrderImage = Order;
inline OrderImage image(const Order& order) { return order; }
inline Order restore(const OrderImage& image) { return image; }

}  // namespace andvari::order

template <>
struct andvari::json::EnumNames<andvari::order::Status> {
    static constexpr std::array<std::string_view, 8> names{"pending",  "accepted",  "partially_filled", "filled",
                                                           "rejected", "cancelled", "expired",          "replaced"};
};
