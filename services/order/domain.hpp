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
struct ConfirmCancel {
    OrderId order;
    AccountId account;
    Quantity remaining;
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

using Command = std::variant<Place, Cancel, Accept, Reject, Fill, ConfirmCancel, RefuseCancel, Expire>;

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
    Money value;                  ///< Of all its trades.
    std::vector<TradeId> trades;  ///< The latest, oldest first.

    bool exists() const { return ticket.has_value(); }
    bool open() const { return status == Status::accepted || status == Status::partially_filled; }
    bool ended() const { return status != Status::pending && !open(); }
    static constexpr auto fields = json::fields(json::field("ticket", &Order::ticket), json::field("status", &Order::status),
                                                json::field("actor", &Order::actor), json::field("place", &Order::place),
                                                json::field("cancel", &Order::cancel), json::field("filled", &Order::filled),
                                                json::field("value", &Order::value), json::field("trades", &Order::trades));
};

/// The least that an order with a price may be worth. Each trade rounds by up to half a millionth; so that stays out of reach of
/// tricks.
inline constexpr Money smallest_notional = Money::of_units(10'000);

/// Refused, in this order: client_order_id_invalid, client_order_id_in_use (or order_id_in_use), then what placing.cpp finds
/// wrong with the amount, the prices, the times and the exits.
Decision<Fact> decide(const Order&, const Place&, const Given&);
/// Refused, in this order: order_not_found (also another's), cancel_already_requested, order_already_<status>.
/// A pending order is cancelled at once, which also answers its Place; an open one when the engine agrees.
Decision<Fact> decide(const Order&, const Cancel&, const Given&);
// These are never refused. What was done before, or came too late, is an empty list. What only a broken engine can say
// (a trade beyond the quantity, an end that does not fit the trades) throws std::logic_error.
Decision<Fact> decide(const Order&, const Accept&, const Given&);
Decision<Fact> decide(const Order&, const Reject&, const Given&);
Decision<Fact> decide(const Order&, const Fill&, const Given&);
Decision<Fact> decide(const Order&, const ConfirmCancel&, const Given&);
Decision<Fact> decide(const Order&, const RefuseCancel&, const Given&);
Decision<Fact> decide(const Order&, const Expire&, const Given&);

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

/// The order's id.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The account.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// Place: CommandRefused. Cancel: CancelRejected. Others: std::logic_error.
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
