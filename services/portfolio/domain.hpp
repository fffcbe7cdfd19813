// The rules of one account: its money, its shares, and what is set aside of both for orders. Pure: no clock, no ids, no I/O.
//
// Always true: 0 <= reserved <= cash, and for each symbol 0 <= reserved <= held. So nothing is ever spent twice.
//
// Two sources speak of an order here, and nothing orders one against the other: `engine` tells of trades, `order` of its end.
// The end says how much was filled; what of that is not settled yet stays reserved until its trades arrive.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/portfolio.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::portfolio {

// Commands that the portfolio gives to itself, in answer to facts of others.

struct Reserve {
    order::Ticket ticket;
    std::string actor;               ///< Who placed the order.
    Price protection;                ///< Of a buy the highest price, of a sell the lowest.
    std::string currency;            ///< The instrument's.
    std::optional<Refusal> trouble;  ///< What the market already speaks against it: no_quote, stale_quote, unknown_instrument.
    std::optional<Price> price{};    ///< Of a notional: the other side's now.
    std::optional<Quantity> most{};  ///< Of a notional: as many shares as it can come to.
    std::optional<Price> stop_protection{};  ///< Of a stop_loss.
};

struct Settle {
    AccountId account;
    OrderId order;
    TradeId trade;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;
    Price price;
    std::optional<OrderId> reservation{};  ///< Of another order, out of which this one is settled: the other exit's.
};

/// The order has ended with `filled` traded.
struct Release {
    AccountId account;
    OrderId order;
    Quantity filled;
};

/// The order may be replaced by one that needs more.
struct Raise {
    AccountId account;
    OrderId order;
    order::Ticket replacement;
    std::optional<Quantity> total;  ///< Of both together; absent: what the old one has left.
    std::string actor;
    Price protection;                ///< Of the replacement.
    std::optional<Refusal> trouble;  ///< What the market already speaks against it.
};
/// It was not replaced.
struct Lower {
    AccountId account;
    OrderId order, replacement;
};
/// It was replaced.
struct Move {
    AccountId account;
    OrderId order;
    Quantity remaining;  ///< Of the order, never to be traded.
    order::Ticket replacement;
    Price protection;
};

/// No more than these may still trade.
struct Shrink {
    AccountId account;
    OrderId order;
    Quantity remaining;
};
/// The engine says that it is over: neither of two exits, nor a replacement, will trade any more.
struct ReleaseShared {
    AccountId account;
    OrderId order;  ///< The one that has the reservation.
};

using Command = std::variant<Open, Deposit, Withdraw, Reserve, Settle, Release, Raise, Lower, Move, Shrink, ReleaseShared>;

// What bounds an account, so that no sum of its amounts leaves 64 bits and its state stays small.
inline constexpr Money largest_balance = Money::whole(1'000'000'000'000);  ///< That deposits can make.
/// That its open sells can make, and that a holding with the open buys can cost. One largest_balance on top still fits.
inline constexpr Money largest_cash = Money::whole(8'000'000'000'000);
inline constexpr Quantity largest_position = Quantity::whole(1'000'000'000);
inline constexpr std::size_t most_open_orders = 10'000;
/// How many trades of an open order, and how many ended orders, are remembered, so that what comes again is known. Each
/// source's facts come in sequence, so only late ones can come again.
inline constexpr std::size_t remembered = 64;

/// What is set aside beyond that while an order may be replaced.
struct Extra {
    OrderId replacement;
    Quantity quantity;  ///< For a sell they are reserved.
    Money cash;
    static constexpr auto fields = json::fields(json::field("replacement", &Extra::replacement),
                                                json::field("quantity", &Extra::quantity), json::field("cash", &Extra::cash));
};

/// What is set aside for one order that may still trade.
struct Reservation {
    Symbol symbol;
    order::Side side{};
    Price protection;
    Quantity open;  ///< Shares that may still be settled; for a sell they are reserved.
    Quantity settled;
    Money cash;                   ///< Still reserved; zero for a sell.
    std::vector<TradeId> trades;  ///< The latest settled, oldest first.
    std::optional<Extra> extra{};
    std::optional<OrderId> exits{};  ///< Of an entry: for whom what it buys stays reserved.
    std::optional<Price> exits_protection{};
    /// By two exits, or made by the engine's own decision: only the engine's facts come in an order that tells when it is over.
    /// By two exits, or made by the engine's own decision: the engine's facts alone tell in order when it is over.
    std::optional<bool> shared{};
    static constexpr auto fields =
        json::fields(json::field("symbol", &Reservation::symbol), json::field("side", &Reservation::side),
                     json::field("protection", &Reservation::protection), json::field("open", &Reservation::open),
                     json::field("settled", &Reservation::settled), json::field("cash", &Reservation::cash),
                     json::field("trades", &Reservation::trades), json::field("extra", &Reservation::extra),
                     json::field("exits", &Reservation::exits), json::field("exits_protection", &Reservation::exits_protection),
                     json::field("shared", &Reservation::shared));
};

/// The shares of one symbol.
struct Holding {
    Quantity held;
    Quantity reserved;  ///< Of those held, for open sells.
    Quantity incoming;  ///< On top, at most, from open buys.
    Money cost;         ///< Of those held, together.
    static constexpr auto fields = json::fields(json::field("held", &Holding::held), json::field("reserved", &Holding::reserved),
                                                json::field("incoming", &Holding::incoming), json::field("cost", &Holding::cost));
};

struct Account {
    std::string owner;  ///< An actor, such as "owner:alice". Empty: no such account.
    std::string currency;
    Money cash;
    Money reserved;                                   ///< Of the cash, for open buys.
    Quantity selling;                                 ///< In open sells, of all symbols.
    std::map<std::string, Holding> holdings;          ///< By symbol; none that is empty.
    std::map<std::string, Reservation> reservations;  ///< By order.
    std::vector<OrderId> ended;  ///< Orders whose reservation is used up or given back, the latest, oldest first.

    bool exists() const { return !owner.empty(); }
    Money free() const { return cash - reserved; }
    bool may_act(std::string_view actor) const { return exists() && (actor == owner || is_operator(actor)); }
    static constexpr auto fields =
        json::fields(json::field("owner", &Account::owner), json::field("currency", &Account::currency),
                     json::field("cash", &Account::cash), json::field("reserved", &Account::reserved),
                     json::field("selling", &Account::selling), json::field("holdings", &Account::holdings),
                     json::field("reservations", &Account::reservations), json::field("ended", &Account::ended));
};

/// Also said to others of an account that exists.
Refusal account_not_found(const AccountId&);

/// Refused, in this order: account_exists, name_invalid, currency_not_supported, owner_invalid, owner_not_allowed.
/// An operator may open for "alice" or "owner:alice"; both are the actor "owner:alice".
Decision<Fact> decide(const Account&, const Open&, const Given&);
/// Refused, in this order: account_not_found (also another's), currency_mismatch, amount_not_positive, amount_too_large,
/// balance_too_large.
Decision<Fact> decide(const Account&, const Deposit&, const Given&);
/// Refused, in this order: account_not_found (also another's), currency_mismatch, amount_not_positive, amount_too_large,
/// insufficient_cash.
Decision<Fact> decide(const Account&, const Withdraw&, const Given&);
/// Refused, in this order: account_not_found (also another's), the market's trouble, currency_mismatch, too_many_open_orders,
/// then for a buy insufficient_cash, position_too_large, and for a sell insufficient_shares, balance_too_large.
Decision<Fact> decide(const Account&, const Reserve&, const Given&);
/// Refused, in this order: account_not_found (also another's), order_not_open, the market's trouble, quantity_already_traded,
/// then as Reserve. Raised also where nothing more is needed.
Decision<Fact> decide(const Account&, const Raise&, const Given&);
// These are never refused. What was done before is an empty list. What only a broken engine can say (a trade without a
// reservation, beyond it, or at a price worse than the protection) throws std::logic_error.
Decision<Fact> decide(const Account&, const Settle&, const Given&);
Decision<Fact> decide(const Account&, const Release&, const Given&);
Decision<Fact> decide(const Account&, const Lower&, const Given&);
Decision<Fact> decide(const Account&, const Move&, const Given&);
Decision<Fact> decide(const Account&, const Shrink&, const Given&);
Decision<Fact> decide(const Account&, const ReleaseShared&, const Given&);

void evolve(Account&, const Opened&);
void evolve(Account&, const Deposited&);
void evolve(Account&, const Withdrawn&);
void evolve(Account&, const Reserved&);
void evolve(Account&, const ReservationDenied&);
void evolve(Account&, const Settled&);
void evolve(Account&, const Released&);
void evolve(Account&, const CommandRefused&);
void evolve(Account&, const Raised&);
void evolve(Account&, const RaiseDenied&);
void evolve(Account&, const Lowered&);
void evolve(Account&, const Moved&);
void evolve(Account&, const Resized&);

/// The account.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The account.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// Open, Deposit, Withdraw: CommandRefused. Reserve: ReservationDenied. Raise: RaiseDenied. Others: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

using AccountImage = Account;
inline AccountImage image(const Account& account) { return account; }
inline Account restore(const AccountImage& image) { return image; }

}  // namespace andvari::portfolio
