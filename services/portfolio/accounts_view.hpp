// Accounts, what they hold, and the double-entry ledger.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "events/portfolio.hpp"
#include "events/unsettled.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::portfolio {

enum class AccountStatus { open, closed };

struct AccountRow {
    AccountId id;
    std::string number;  ///< For people, such as "A0123456789"; follows from the id.
    std::string name, currency, owner;
    AccountKind kind{};
    AccountStatus status{};
    Money cash;  ///< Including what is reserved.
    Money reserved_cash;
    Money buying_power;       ///< cash - reserved_cash.
    Money unsettled_cash;     ///< Of the cash, what sales brought and has not settled when it was asked for: it may buy.
    Money withdrawable_cash;  ///< What may leave the account: settled, and not reserved.
    Instant opened_at;
    UnsettledCash unsettled;    ///< What the two follow from. Not in the JSON.
    std::uint64_t version = 0;  ///< Sequence of the last fact that touched the account: for an ETag. Not in the JSON.
    static constexpr auto fields = json::fields(
        json::field("id", &AccountRow::id), json::field("number", &AccountRow::number), json::field("name", &AccountRow::name),
        json::field("currency", &AccountRow::currency), json::field("owner", &AccountRow::owner),
        json::field("kind", &AccountRow::kind), json::field("status", &AccountRow::status),
        json::field("cash", &AccountRow::cash), json::field("reserved_cash", &AccountRow::reserved_cash),
        json::field("buying_power", &AccountRow::buying_power), json::field("unsettled_cash", &AccountRow::unsettled_cash),
        json::field("withdrawable_cash", &AccountRow::withdrawable_cash), json::field("opened_at", &AccountRow::opened_at));
};

struct PositionRow {
    AccountId account;
    Symbol symbol;
    Quantity quantity;                   ///< Including what is reserved.
    Quantity reserved_quantity;          ///< For orders to sell.
    Quantity available_quantity;         ///< The difference.
    Money cost;                          ///< What the held shares cost together.
    std::optional<Price> average_price;  ///< cost / quantity; absent where nothing is held.
    Money realised;                      ///< Profit of all sales of the symbol so far.
    std::uint64_t version = 0;           ///< Sequence of the last fact that touched the position. Not in the JSON.
    static constexpr auto fields = json::fields(
        json::field("account", &PositionRow::account), json::field("symbol", &PositionRow::symbol),
        json::field("quantity", &PositionRow::quantity), json::field("reserved_quantity", &PositionRow::reserved_quantity),
        json::field("available_quantity", &PositionRow::available_quantity), json::field("cost", &PositionRow::cost),
        json::field("average_price", &PositionRow::average_price), json::field("realised", &PositionRow::realised));
};

struct WatchlistRow {
    WatchlistId id;
    UserId user;
    std::string name;
    std::vector<Symbol> symbols;
    Instant updated_at;
    static constexpr auto fields = json::fields(
        json::field("id", &WatchlistRow::id), json::field("user", &WatchlistRow::user), json::field("name", &WatchlistRow::name),
        json::field("symbols", &WatchlistRow::symbols), json::field("updated_at", &WatchlistRow::updated_at));
};

enum class TransactionKind {
    deposit,
    withdrawal,
    trade,
    transfer_sent,
    transfer_received,
    transfer_returned,
    reset,
    split,
    dividend
};

struct LedgerLine {
    /// An account's id, "house:funding", "house:clearing", "house:fees", "house:transit", "house:fx" or "house:dividends".
    std::string account;
    std::string asset;   ///< A currency or a symbol, see `unit`.
    std::string unit;    ///< "money" or "shares".
    std::string amount;  ///< Decimal; the lines of a transaction sum to zero for each asset.
    static constexpr auto fields =
        json::fields(json::field("account", &LedgerLine::account), json::field("asset", &LedgerLine::asset),
                     json::field("unit", &LedgerLine::unit), json::field("amount", &LedgerLine::amount));
};

struct LedgerRow {
    AccountId account;
    TransactionKind kind{};
    std::optional<OrderId> order;  ///< Of a trade.
    std::optional<TradeId> trade;
    std::optional<TransferId> transfer;
    std::optional<Conversion> conversion;  ///< Of a transfer between currencies: the rate that was used.
    Money cash;                            ///< The account's balance afterwards.
    Instant time;
    std::vector<LedgerLine> lines;
    std::uint64_t place = 0;  ///< Unique, and grows from transaction to transaction of an account: the cursor. Not in the JSON.
    static constexpr auto fields = json::fields(
        json::field("account", &LedgerRow::account), json::field("kind", &LedgerRow::kind),
        json::field("order", &LedgerRow::order), json::field("trade", &LedgerRow::trade),
        json::field("transfer", &LedgerRow::transfer), json::field("conversion", &LedgerRow::conversion),
        json::field("cash", &LedgerRow::cash), json::field("time", &LedgerRow::time), json::field("lines", &LedgerRow::lines));
};

class AccountsView final : public eventing::View {
public:
    AccountsView();

    /// As it is `now`: cash settles as time goes by.
    static std::optional<AccountRow> account(store::Database&, const AccountId&, Instant now = Instant::now());
    /// By id, beginning after `after` (empty: with the first).
    static std::vector<AccountRow> accounts_of(store::Database&, std::string_view owner, std::string_view after,
                                               std::int64_t limit, Instant now = Instant::now());
    static std::vector<AccountRow> all_accounts(store::Database&, std::string_view after, std::int64_t limit,
                                                Instant now = Instant::now());
    /// The ids alone, in order: for deciding what an owner may see.
    static std::vector<AccountId> ids_of(store::Database&, std::string_view owner, std::int64_t limit);
    static std::optional<std::string> owner_of(store::Database&, const AccountId&);

    /// What is held now, by symbol; not what was sold off.
    static std::vector<PositionRow> positions(store::Database&, const AccountId&, std::string_view after_symbol,
                                              std::int64_t limit);
    static std::optional<PositionRow> position(store::Database&, const AccountId&, const Symbol&);
    /// Also one that was sold off, for what it brought.
    static std::optional<PositionRow> any_position(store::Database&, const AccountId&, const Symbol&);

    /// Newest first. `before` is the cursor: `place` of the last transaction of the page before.
    static std::vector<LedgerRow> ledger(store::Database&, const AccountId&, std::optional<std::uint64_t> before,
                                         std::int64_t limit);

    /// Of the user, by name.
    static std::vector<WatchlistRow> watchlists(store::Database&, const UserId&);
    static std::optional<WatchlistRow> watchlist(store::Database&, const UserId&, const WatchlistId&);

    std::string_view name() const override { return "accounts"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    using Holding = std::pair<AccountId, Symbol>;
    template <class Row>
    struct Entry {
        Row row;
        bool dirty = false;
    };

    void on(store::Database&, const eventing::Envelope&, const Opened&);
    void on(store::Database&, const eventing::Envelope&, const Deposited&);
    void on(store::Database&, const eventing::Envelope&, const Withdrawn&);
    void on(store::Database&, const eventing::Envelope&, const Reserved&);
    void on(store::Database&, const eventing::Envelope&, const Settled&);
    void on(store::Database&, const eventing::Envelope&, const Released&);
    void on(store::Database&, const eventing::Envelope&, const ReservationDenied&) {}
    void on(store::Database&, const eventing::Envelope&, const CommandRefused&) {}
    void on(store::Database&, const eventing::Envelope&, const Raised&);
    void on(store::Database&, const eventing::Envelope&, const RaiseDenied&) {}
    void on(store::Database&, const eventing::Envelope&, const Lowered&);
    void on(store::Database&, const eventing::Envelope&, const Moved&);
    void on(store::Database&, const eventing::Envelope&, const Resized&);
    void set_aside(store::Database&, const eventing::Envelope&, const AccountId&, const Symbol&, order::Side, Quantity,
                   Money cash);
    void on(store::Database&, const eventing::Envelope&, const TransferSent&);
    void on(store::Database&, const eventing::Envelope&, const TransferReceived&);
    void on(store::Database&, const eventing::Envelope&, const TransferRefused&) {}
    void on(store::Database&, const eventing::Envelope&, const TransferCompleted&);
    void on(store::Database&, const eventing::Envelope&, const TransferReturned&);
    void on(store::Database&, const eventing::Envelope&, const Closed&);
    void on(store::Database&, const eventing::Envelope&, const HoldingDropped&);
    void on(store::Database&, const eventing::Envelope&, const AccountReset&);
    void on(store::Database&, const eventing::Envelope&, const SharesSplit&);
    void on(store::Database&, const eventing::Envelope&, const DividendAccrued&) {}
    void on(store::Database&, const eventing::Envelope&, const DividendPaid&);
    void on(store::Database&, const eventing::Envelope&, const WatchlistSaved&);
    void on(store::Database&, const eventing::Envelope&, const WatchlistDropped&);
    void on(store::Database&, const eventing::Envelope&, const WatchlistRefused&) {}

    AccountRow& touch(store::Database&, const eventing::Envelope&, const AccountId&);
    PositionRow& touch(store::Database&, const eventing::Envelope&, const AccountId&, const Symbol&);
    /// A transaction in the ledger, which leaves the account with this much cash.
    void transact(const eventing::Envelope&, TransactionKind, const AccountId&, Money cash, const std::optional<OrderId>& = {},
                  const std::optional<TradeId>& = {}, const std::optional<TransferId>& = {},
                  const std::optional<Conversion>& = {});
    /// The account's cash, and a transaction that moved it by this much against the house; where it is converted from this
    /// currency, over the house's exchange.
    void move(store::Database&, const eventing::Envelope&, const AccountId&, TransactionKind, Money by, Money cash,
              std::string_view currency, std::string_view house, const std::optional<TransferId>& = {},
              const std::optional<Conversion>& = {});
    /// A line of the transaction, and the house's that balances it.
    void balance(const eventing::Envelope&, int number, std::string_view account, std::string_view house, std::string_view asset,
                 int unit, std::int64_t amount);

    std::unordered_map<AccountId, Entry<AccountRow>> accounts_;  ///< Stay between batches, up to a bound; so do the positions.
    std::map<Holding, Entry<PositionRow>> positions_;
    std::vector<AccountId> dirty_accounts_;
    std::vector<Holding> dirty_positions_;
    eventing::Rows account_rows_, position_rows_, ledger_rows_, line_rows_;
};

}  // namespace andvari::portfolio

template <>
struct andvari::json::EnumNames<andvari::portfolio::TransactionKind> {
    static constexpr std::array<std::string_view, 9> names{"deposit",           "withdrawal",        "trade", "transfer_sent",
                                                           "transfer_received", "transfer_returned", "reset", "split",
                                                           "dividend"};
};
template <>
struct andvari::json::EnumNames<andvari::portfolio::AccountStatus> {
    static constexpr std::array<std::string_view, 2> names{"open", "closed"};
};
