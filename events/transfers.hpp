// What moves between the accounts of one owner, and how an account ends or begins again.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "events/fx.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"

namespace andvari::portfolio {

struct TransferTag;
using TransferId = Id<TransferTag>;

/// cash trades; savings only keeps money; paper trades with money that is none. Nobody lends here: margin is refused.
enum class AccountKind { cash, savings, paper, margin };

// Commands, on cmd.portfolio.<account>.<verb>.

/// Money to another account of the same owner. Its outcome is transfer_completed, transfer_returned or command_refused.
struct Transfer {
    AccountId account;  ///< From here,
    AccountId to;       ///< to there.
    Money amount;
    std::string currency;                      ///< Of `account`.
    std::optional<std::string> to_currency{};  ///< Of `to`, which the money is to become; absent: the same.
    static constexpr std::string_view type = "andvari.portfolio.transfer.v1";
    static constexpr auto fields = json::fields(
        json::field("account", &Transfer::account), json::field("to", &Transfer::to), json::field("amount", &Transfer::amount),
        json::field("currency", &Transfer::currency), json::field("to_currency", &Transfer::to_currency));
};

/// For ever. Refused while anything is left in the account or on its way.
struct Close {
    AccountId account;
    static constexpr std::string_view type = "andvari.portfolio.close.v1";
    static constexpr auto fields = json::fields(json::field("account", &Close::account));
};

/// A paper account begins again: nothing held, and this much cash.
struct Reset {
    AccountId account;
    Money cash;
    static constexpr std::string_view type = "andvari.portfolio.reset.v1";
    static constexpr auto fields = json::fields(json::field("account", &Reset::account), json::field("cash", &Reset::cash));
};

// Facts, on evt.portfolio.<account>.<fact>.

/// On its way to another account, which answers with transfer_received or transfer_refused. Ledger: account cash -amount, house
/// transit +amount; into another currency: house fx +amount, and -to_amount, which is in transit.
struct TransferSent {
    AccountId account;
    TransferId transfer;  ///< The id of the command that asked for it.
    AccountId to;
    Money amount;
    std::string currency;
    Money cash;                              ///< The account's balance afterwards.
    std::string actor;                       ///< On whose behalf; `to` must be theirs, too.
    AccountKind kind{};                      ///< Of the account: paper money stays among paper accounts.
    std::optional<Conversion> conversion{};  ///< Absent: it stays the same currency.
    static constexpr std::string_view type = "andvari.portfolio.transfer_sent.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &TransferSent::account), json::field("transfer", &TransferSent::transfer),
                     json::field("to", &TransferSent::to), json::field("amount", &TransferSent::amount),
                     json::field("currency", &TransferSent::currency), json::field("cash", &TransferSent::cash),
                     json::field("actor", &TransferSent::actor), json::field("kind", &TransferSent::kind),
                     json::field("conversion", &TransferSent::conversion));
};

/// Arrived. Ledger: account cash +amount, house transit -amount.
struct TransferReceived {
    AccountId account;
    TransferId transfer;
    AccountId from;
    Money amount;
    std::string currency;
    Money cash;
    std::optional<Conversion> conversion{};  ///< As the sender had it done.
    static constexpr std::string_view type = "andvari.portfolio.transfer_received.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &TransferReceived::account), json::field("transfer", &TransferReceived::transfer),
                     json::field("from", &TransferReceived::from), json::field("amount", &TransferReceived::amount),
                     json::field("currency", &TransferReceived::currency), json::field("cash", &TransferReceived::cash),
                     json::field("conversion", &TransferReceived::conversion));
};

/// Not taken by the account, which may not even exist: the money goes back.
struct TransferRefused {
    AccountId account;
    TransferId transfer;
    AccountId from;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.portfolio.transfer_refused.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &TransferRefused::account), json::field("transfer", &TransferRefused::transfer),
                     json::field("from", &TransferRefused::from), json::field("code", &TransferRefused::code),
                     json::field("reason", &TransferRefused::reason));
};

/// The sender knows that it has arrived. Answers the Transfer.
struct TransferCompleted {
    AccountId account;
    TransferId transfer;
    AccountId to;
    static constexpr std::string_view type = "andvari.portfolio.transfer_completed.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &TransferCompleted::account), json::field("transfer", &TransferCompleted::transfer),
                     json::field("to", &TransferCompleted::to));
};

/// Back at the sender, all of it. Answers the Transfer. Ledger: account cash +amount, house transit -amount; a conversion is
/// undone at its own rate.
struct TransferReturned {
    AccountId account;
    TransferId transfer;
    AccountId to;
    Money amount;
    std::string currency;
    Money cash;
    std::string code, reason;
    std::optional<Conversion> conversion{};  ///< That is undone.
    static constexpr std::string_view type = "andvari.portfolio.transfer_returned.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("account", &TransferReturned::account), json::field("transfer", &TransferReturned::transfer),
                     json::field("to", &TransferReturned::to), json::field("amount", &TransferReturned::amount),
                     json::field("currency", &TransferReturned::currency), json::field("cash", &TransferReturned::cash),
                     json::field("code", &TransferReturned::code), json::field("reason", &TransferReturned::reason),
                     json::field("conversion", &TransferReturned::conversion));
};

/// Nothing was left in it, and nothing moves in it any more.
struct Closed {
    AccountId account;
    static constexpr std::string_view type = "andvari.portfolio.closed.v1";
    static constexpr auto fields = json::fields(json::field("account", &Closed::account));
};

/// What a paper account held, when it begins again: one fact for each symbol, before account_reset. Ledger: account and house
/// clearing, in shares.
struct HoldingDropped {
    AccountId account;
    Symbol symbol;
    Quantity quantity;  ///< All of it.
    static constexpr std::string_view type = "andvari.portfolio.holding_dropped.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &HoldingDropped::account), json::field("symbol", &HoldingDropped::symbol),
                     json::field("quantity", &HoldingDropped::quantity));
};

/// A paper account begins again. Ledger: account cash against house funding.
struct AccountReset {
    AccountId account;
    Money before;  ///< The balance,
    Money cash;    ///< and what it is now.
    std::string currency;
    static constexpr std::string_view type = "andvari.portfolio.account_reset.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &AccountReset::account), json::field("before", &AccountReset::before),
                     json::field("cash", &AccountReset::cash), json::field("currency", &AccountReset::currency));
};

}  // namespace andvari::portfolio

template <>
struct andvari::json::EnumNames<andvari::portfolio::AccountKind> {
    static constexpr std::array<std::string_view, 4> names{"cash", "savings", "paper", "margin"};
};
