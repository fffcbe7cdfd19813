// What can be asked of an account, and what happens to its money and shares.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "events/order.hpp"
#include "events/shareholding.hpp"
#include "events/transfers.hpp"
#include "events/watchlists.hpp"

namespace andvari::portfolio {

/// The currencies that accounts are kept in.
inline constexpr std::array<std::string_view, 4> currencies{"USD", "CAD", "EUR", "GBP"};

// Commands from outside, on cmd.portfolio.<account>.<verb>.

/// cmd.portfolio.<account>.open: the caller chooses the id (is_token). Owner: the command's actor, unless an operator names one.
struct Open {
    AccountId account;
    std::string name;      ///< 1 to 64 characters, for people.
    std::string currency;  ///< "USD"
    std::optional<std::string> owner;
    std::optional<AccountKind> kind{};  ///< Absent: cash.
    static constexpr std::string_view type = "andvari.portfolio.open.v1";
    static constexpr auto fields = json::fields(json::field("account", &Open::account), json::field("name", &Open::name),
                                                json::field("currency", &Open::currency), json::field("owner", &Open::owner),
                                                json::field("kind", &Open::kind));
};

struct Deposit {
    AccountId account;
    Money amount;
    std::string currency;
    static constexpr std::string_view type = "andvari.portfolio.deposit.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Deposit::account), json::field("amount", &Deposit::amount),
                     json::field("currency", &Deposit::currency));
};

struct Withdraw {
    AccountId account;
    Money amount;
    std::string currency;
    static constexpr std::string_view type = "andvari.portfolio.withdraw.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Withdraw::account), json::field("amount", &Withdraw::amount),
                     json::field("currency", &Withdraw::currency));
};

// Facts, on evt.portfolio.<account>.<fact>.

struct Opened {
    AccountId account;
    std::string name, currency, owner;
    std::optional<AccountKind> kind{};  ///< Absent: cash.
    static constexpr std::string_view type = "andvari.portfolio.opened.v1";
    static constexpr auto fields = json::fields(json::field("account", &Opened::account), json::field("name", &Opened::name),
                                                json::field("currency", &Opened::currency), json::field("owner", &Opened::owner),
                                                json::field("kind", &Opened::kind));
};

/// Ledger: account cash +amount, house funding -amount.
struct Deposited {
    AccountId account;
    Money amount;
    std::string currency;
    Money cash;  ///< The account's balance afterwards.
    static constexpr std::string_view type = "andvari.portfolio.deposited.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Deposited::account), json::field("amount", &Deposited::amount),
                     json::field("currency", &Deposited::currency), json::field("cash", &Deposited::cash));
};

/// Ledger: account cash -amount, house funding +amount.
struct Withdrawn {
    AccountId account;
    Money amount;
    std::string currency;
    Money cash;
    static constexpr std::string_view type = "andvari.portfolio.withdrawn.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Withdrawn::account), json::field("amount", &Withdrawn::amount),
                     json::field("currency", &Withdrawn::currency), json::field("cash", &Withdrawn::cash));
};

/// What the house takes for trading: of an order, all of its trades together.
struct FeeModel {
    Money per_order;                ///< With the first trade.
    Price per_share;                ///< For each share.
    std::int64_t basis_points = 0;  ///< Of the value: hundredths of a per cent.
    Money least;                    ///< But never less than this.
    friend bool operator==(const FeeModel&, const FeeModel&) = default;
    static constexpr auto fields =
        json::fields(json::field("per_order", &FeeModel::per_order), json::field("per_share", &FeeModel::per_share),
                     json::field("basis_points", &FeeModel::basis_points), json::field("least", &FeeModel::least));
};

/// Set aside for an order: money for a buy, shares for a sell (the other one is zero).
struct Reserved {
    AccountId account;
    OrderId order;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;                       ///< Of the order.
    Price protection;                        ///< What each share was reserved at, or for a sell the lowest price it may go at.
    Money cash;                              ///< Set aside.
    std::optional<std::string> owner{};      ///< Of the account.
    std::optional<Price> stop_protection{};  ///< Of its stop_loss, the lowest price that may go at.
    std::optional<Quantity> most{};          ///< Of a notional: no more shares than these.
    std::optional<OrderId> exits{};          ///< Of an entry: the exit for which what it buys will be reserved.
    std::optional<FeeModel> fees{};          ///< That the order's trades will pay, set aside as well; absent: none.
    std::optional<std::int64_t> splits{};    ///< Of the symbol so far; absent: none. The order is about shares of after them.
    static constexpr std::string_view type = "andvari.portfolio.reserved.v1";
    static constexpr auto fields = json::fields(
        json::field("account", &Reserved::account), json::field("order", &Reserved::order),
        json::field("symbol", &Reserved::symbol), json::field("side", &Reserved::side),
        json::field("quantity", &Reserved::quantity), json::field("protection", &Reserved::protection),
        json::field("cash", &Reserved::cash), json::field("owner", &Reserved::owner),
        json::field("stop_protection", &Reserved::stop_protection), json::field("most", &Reserved::most),
        json::field("exits", &Reserved::exits), json::field("fees", &Reserved::fees), json::field("splits", &Reserved::splits));
};

/// Nothing was set aside: the order is rejected with this code.
struct ReservationDenied {
    AccountId account;
    OrderId order;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.portfolio.reservation_denied.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &ReservationDenied::account), json::field("order", &ReservationDenied::order),
                     json::field("code", &ReservationDenied::code), json::field("reason", &ReservationDenied::reason));
};

/// A trade moved money and shares, out of what was reserved. Ledger: account and house clearing, in currency and in shares; of a
/// fee, account and house fees.
struct Settled {
    AccountId account;
    OrderId order;
    TradeId trade;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;
    Price price;
    Money value;  ///< quantity × price: paid by a buyer, received by a seller.
    std::string currency;
    /// Of the reserved cash, what this trade did not need (a better price than reserved): value + fee + released is no longer
    /// reserved.
    /// Some millionths below zero where rounding each trade by itself came to more than was reserved, and free cash paid for
    /// that.
    Money released;
    Money cash;                            ///< The account's balance afterwards.
    Quantity held;                         ///< Shares of the symbol afterwards.
    Money cost;                            ///< What the held shares cost together, afterwards: cost / held is the average cost.
    Money realised;                        ///< Profit of a sale over the average cost, before fees; zero for a buy.
    std::optional<OrderId> exits{};        ///< Of an entry: the shares stay reserved, for this exit and its partner.
    std::optional<OrderId> reservation{};  ///< Out of which it was settled, where that is another order's: the other exit's.
    std::optional<Money> fee{};        ///< Paid by the account to the house; absent: none. No part of value, cost or realised.
    std::optional<Instant> settles{};  ///< When what the sale brought may leave the account; absent: at once.
    static constexpr std::string_view type = "andvari.portfolio.settled.v1";
    static constexpr auto fields = json::fields(
        json::field("account", &Settled::account), json::field("order", &Settled::order), json::field("trade", &Settled::trade),
        json::field("symbol", &Settled::symbol), json::field("side", &Settled::side), json::field("quantity", &Settled::quantity),
        json::field("price", &Settled::price), json::field("value", &Settled::value), json::field("currency", &Settled::currency),
        json::field("released", &Settled::released), json::field("cash", &Settled::cash), json::field("held", &Settled::held),
        json::field("cost", &Settled::cost), json::field("realised", &Settled::realised), json::field("exits", &Settled::exits),
        json::field("reservation", &Settled::reservation), json::field("fee", &Settled::fee),
        json::field("settles", &Settled::settles));
};

/// The order ended with something still reserved, which is free again. (A filled order that used all of it has no Released.)
struct Released {
    AccountId account;
    OrderId order;
    Symbol symbol;
    Money cash;         ///< Free again; zero for a sell.
    Quantity shares;    ///< Free again; zero for a buy.
    Quantity quantity;  ///< Of the order, what will never trade; trades that are still to be settled keep their part.
    static constexpr std::string_view type = "andvari.portfolio.released.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Released::account), json::field("order", &Released::order),
                     json::field("symbol", &Released::symbol), json::field("cash", &Released::cash),
                     json::field("shares", &Released::shares), json::field("quantity", &Released::quantity));
};

/// More was set aside, because the order may be replaced by one that needs more.
struct Raised {
    AccountId account;
    OrderId order, replacement;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;  ///< More: for a sell they are reserved.
    Money cash;         ///< More; zero for a sell.
    Price protection;   ///< Of the replacement.
    static constexpr std::string_view type = "andvari.portfolio.raised.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &Raised::account), json::field("order", &Raised::order),
                     json::field("replacement", &Raised::replacement), json::field("symbol", &Raised::symbol),
                     json::field("side", &Raised::side), json::field("quantity", &Raised::quantity),
                     json::field("cash", &Raised::cash), json::field("protection", &Raised::protection));
};

/// Nothing more was set aside: the order is not replaced.
struct RaiseDenied {
    AccountId account;
    OrderId order, replacement;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.portfolio.raise_denied.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &RaiseDenied::account), json::field("order", &RaiseDenied::order),
                     json::field("replacement", &RaiseDenied::replacement), json::field("code", &RaiseDenied::code),
                     json::field("reason", &RaiseDenied::reason));
};

/// The order was not replaced: what was raised for that is free again.
struct Lowered {
    AccountId account;
    OrderId order, replacement;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;
    Money cash;
    static constexpr std::string_view type = "andvari.portfolio.lowered.v1";
    static constexpr auto fields = json::fields(json::field("account", &Lowered::account), json::field("order", &Lowered::order),
                                                json::field("replacement", &Lowered::replacement),
                                                json::field("symbol", &Lowered::symbol), json::field("side", &Lowered::side),
                                                json::field("quantity", &Lowered::quantity), json::field("cash", &Lowered::cash));
};

/// The order was replaced: what was set aside for it, and raised, is the replacement's, and what that does not need is free.
struct Moved {
    AccountId account;
    OrderId order, replacement;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;  ///< Of the replacement.
    Price protection;   ///< Of the replacement.
    Money cash;         ///< Set aside for it; zero for a sell.
    Quantity freed;     ///< Shares that may no longer trade.
    Money freed_cash;
    static constexpr std::string_view type = "andvari.portfolio.moved.v1";
    static constexpr auto fields = json::fields(
        json::field("account", &Moved::account), json::field("order", &Moved::order),
        json::field("replacement", &Moved::replacement), json::field("symbol", &Moved::symbol), json::field("side", &Moved::side),
        json::field("quantity", &Moved::quantity), json::field("protection", &Moved::protection),
        json::field("cash", &Moved::cash), json::field("freed", &Moved::freed), json::field("freed_cash", &Moved::freed_cash));
};

/// A notional became shares: no more than these may still trade.
struct Resized {
    AccountId account;
    OrderId order;
    Symbol symbol;
    order::Side side{};
    Quantity freed;  ///< Fewer than before: for a sell they are free again.
    static constexpr std::string_view type = "andvari.portfolio.resized.v1";
    static constexpr auto fields = json::fields(json::field("account", &Resized::account), json::field("order", &Resized::order),
                                                json::field("symbol", &Resized::symbol), json::field("side", &Resized::side),
                                                json::field("freed", &Resized::freed));
};

struct CommandRefused {
    AccountId account;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.portfolio.command_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("account", &CommandRefused::account), json::field("code", &CommandRefused::code),
                     json::field("reason", &CommandRefused::reason));
};

using Fact = std::variant<Opened, Deposited, Withdrawn, Reserved, ReservationDenied, Settled, Released, CommandRefused,
                          TransferSent, TransferReceived, TransferRefused, TransferCompleted, TransferReturned, Closed,
                          HoldingDropped, AccountReset, WatchlistSaved, WatchlistDropped, WatchlistRefused, Raised, RaiseDenied,
                          Lowered, Moved, Resized, SharesSplit, DividendAccrued, DividendPaid>;

}  // namespace andvari::portfolio
