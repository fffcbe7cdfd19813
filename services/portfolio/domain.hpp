// The rules of one account: its money, its shares, and what is set aside of both for orders. Pure: no clock, no ids, no I/O.
//
// Two sources speak of an order here, and nothing orders one against the other: `engine` tells of trades, `order` of its end.
// The end says how much was filled; what of that is not settled yet stays reserved until its trades arrive.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "services/portfolio/account.hpp"
#include "services/portfolio/watchlists.hpp"

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
    FeeModel fees{};
    std::int64_t splits = 0;  ///< Of the symbol so far.
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
    std::optional<Instant> quoted{};       ///< The market's time; absent: ours.
    std::int64_t settlement_days = 0;      ///< How many sessions later the money of a sale is settled.
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

/// A Transfer into another currency, with what the market says of it.
struct Send {
    Transfer transfer;
    std::optional<Conversion> conversion;
    std::optional<Refusal> trouble;  ///< no_fx_rate, stale_fx_rate, amount_too_large
};

/// A transfer has reached the account that it goes to.
struct Receive {
    AccountId account;
    TransferId transfer;
    AccountId from;
    Money amount;
    std::string currency;
    std::string actor;   ///< Who sent it.
    AccountKind kind{};  ///< Of the account that it left.
    std::optional<Conversion> conversion{};
};

/// The other account has it: the sender may forget it.
struct Complete {
    AccountId account;
    TransferId transfer;
};

/// The other account does not take it.
struct Return {
    AccountId account;
    TransferId transfer;
    std::string code, reason;
};

struct Split {
    AccountId account;
    Symbol symbol;
    std::string action;
    stock::Ratio ratio;
};
/// What is held now is owed a dividend.
struct Accrue {
    AccountId account;
    Symbol symbol;
    std::string action;
    Money per_share;
    std::string currency;
};
struct PayDividend {
    AccountId account;
    std::string action;
};

using Command = std::variant<Open, Deposit, Withdraw, Reserve, Settle, Release, Raise, Lower, Move, Shrink, ReleaseShared,
                             Transfer, Send, Receive, Complete, Return, Split, Accrue, PayDividend, Close, Reset, SaveWatchlist,
                             WatchSymbol, UnwatchSymbol, DropWatchlist>;

/// What one aggregate of the portfolio is: an account, or the lists of a person.
struct State : Account, Watchlists {};

/// Also said to others of an account that exists.
Refusal account_not_found(const AccountId&);
Refusal account_closed(const AccountId&);
/// What is wrong with an amount that moves in or out of the account, whichever way: account_not_found, account_closed,
/// currency_mismatch, amount_not_positive, amount_too_large.
std::optional<Refusal> trouble_with(const Account&, const AccountId&, Money, std::string_view currency, const Given&);

/// Refused, in this order: account_exists, name_invalid, currency_not_supported, margin_not_offered, owner_invalid,
/// owner_not_allowed.
/// An operator may open for "alice" or "owner:alice"; both are the actor "owner:alice".
Decision<Fact> decide(const Account&, const Open&, const Given&);
/// Refused, in this order: account_not_found (also another's), account_closed, currency_mismatch, amount_not_positive,
/// amount_too_large, balance_too_large.
Decision<Fact> decide(const Account&, const Deposit&, const Given&);
/// Refused, in this order: account_not_found (also another's), account_closed, currency_mismatch, amount_not_positive,
/// amount_too_large, insufficient_cash, unsettled_cash.
Decision<Fact> decide(const Account&, const Withdraw&, const Given&);
/// Refused as Withdraw is, and for same_account, too_many_transfers.
Decision<Fact> decide(const Account&, const Transfer&, const Given&);
/// The same, and refused for currency_not_supported, the market's trouble, amount_too_small (it would become nothing).
Decision<Fact> decide(const Account&, const Send&, const Given&);
/// Refused, in this order: account_not_found (also another's), account_closed, paper_money, currency_mismatch, balance_too_large.
Decision<Fact> decide(const Account&, const Receive&, const Given&);
/// Refused, in this order: account_not_found (also another's), account_closed, orders_open, transfers_open, dividends_owed,
/// account_not_empty.
Decision<Fact> decide(const Account&, const Close&, const Given&);
/// Refused, in this order: account_not_found (also another's), account_closed, not_a_paper_account, amount_negative,
/// amount_too_large, orders_open, transfers_open.
Decision<Fact> decide(const Account&, const Reset&, const Given&);
/// Refused, in this order: account_not_found (also another's), account_closed, account_does_not_trade, the market's trouble,
/// currency_mismatch, too_many_open_orders, then for a buy insufficient_cash, position_too_large, and for a sell
/// short_sale_not_allowed (nothing is held), insufficient_shares, balance_too_large.
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
Decision<Fact> decide(const Account&, const Complete&, const Given&);
Decision<Fact> decide(const Account&, const Return&, const Given&);

/// What is set aside for orders of the symbol is free, then SharesSplit.
Decision<Fact> decide(const Account&, const Split&, const Given&);
Decision<Fact> decide(const Account&, const Accrue&, const Given&);
Decision<Fact> decide(const Account&, const PayDividend&, const Given&);

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
void evolve(Account&, const TransferSent&);
void evolve(Account&, const TransferReceived&);
void evolve(Account&, const TransferRefused&);
void evolve(Account&, const TransferCompleted&);
void evolve(Account&, const TransferReturned&);
void evolve(Account&, const Closed&);
void evolve(Account&, const HoldingDropped&);
void evolve(Account&, const AccountReset&);
void evolve(Account&, const SharesSplit&);
void evolve(Account&, const DividendAccrued&);
void evolve(Account&, const DividendPaid&);

/// The account, or for lists "@" and the user.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// What comes from outside: CommandRefused or WatchlistRefused. Reserve: ReservationDenied. Raise: RaiseDenied. Receive:
/// TransferRefused. Others: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

/// For snapshots.
struct Image {
    Account account;
    Watchlists watchlists;
    static constexpr auto fields =
        json::fields(json::field("account", &Image::account), json::field("watchlists", &Image::watchlists));
};
inline Image image(const State& state) { return {state, state}; }
inline State restore(const Image& image) { return {image.account, image.watchlists}; }

}  // namespace andvari::portfolio
