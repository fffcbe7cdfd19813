#include "services/portfolio/accounts_view.hpp"

#include <stdexcept>

#include "shared/eventing/ordinal.hpp"
#include "shared/json/write.hpp"

namespace andvari::portfolio {
namespace {
// A transaction has at most 8 lines; a line's id is its transaction's place times 8 and its number.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table accounts (id text primary key, name text not null, currency text not null, owner text not null,
        opened_at integer not null, cash integer not null, reserved_cash integer not null, version integer not null);
    create index accounts_by_owner on accounts (owner, id);
    create table positions (account text not null, symbol text not null, held integer not null, reserved_shares integer not null,
        cost integer not null, realised integer not null, version integer not null, primary key (account, symbol));
    create table ledger (place integer primary key, account text not null, kind integer not null, order_id text, trade text,
        cash integer not null, time integer not null);
    create index ledger_by_account on ledger (account, place);
    create table ledger_lines (id integer primary key, account text not null, asset text not null, unit integer not null,
        amount integer not null);
)sql"},
                                           {2, R"sql(
    alter table accounts add column kind integer not null default 0;
    alter table accounts add column closed integer not null default 0;
    alter table ledger add column transfer text;
    update ledger_lines set id = -1 - (id / 4 * 8 + id % 4);
    update ledger_lines set id = -1 - id;
    create table watchlists (user_id text not null, id text not null, name text not null, symbols text not null,
        updated_at integer not null, primary key (user_id, id));
)sql"},
                                           {3, R"sql(
    alter table accounts add column unsettled text not null default '[]';
    alter table ledger add column conversion text;
)sql"}};
constexpr std::string_view sources[] = {"portfolio"};
constexpr std::string_view all_tables[] = {"accounts", "positions", "ledger", "ledger_lines", "watchlists"};
constexpr std::size_t most_cached = 20'000;

constexpr int money = 0, shares = 1;
constexpr std::string_view funding = "house:funding", clearing = "house:clearing", transit = "house:transit", fees = "house:fees",
                           dividends = "house:dividends", exchange = "house:fx";

void set_cash(AccountRow& row, Money cash) {
    row.cash = cash;
    keep_within(row.unsettled, cash);
}
}  // namespace

AccountsView::AccountsView()
    : account_rows_{"accounts",
                    {"id", "name", "currency", "owner", "opened_at", "cash", "reserved_cash", "version", "kind", "closed",
                     "unsettled"},
                    "on conflict (id) do update set cash = excluded.cash, reserved_cash = excluded.reserved_cash, "
                    "version = excluded.version, closed = excluded.closed, unsettled = excluded.unsettled"},
      position_rows_{
          "positions",
          {"account", "symbol", "held", "reserved_shares", "cost", "realised", "version"},
          "on conflict (account, symbol) do update set held = excluded.held, reserved_shares = excluded.reserved_shares, "
          "cost = excluded.cost, realised = excluded.realised, version = excluded.version"},
      ledger_rows_{"ledger", {"place", "account", "kind", "order_id", "trade", "cash", "time", "transfer", "conversion"}},
      line_rows_{"ledger_lines", {"id", "account", "asset", "unit", "amount"}} {}

std::span<const store::Migration> AccountsView::schema() const { return migrations; }
std::span<const std::string_view> AccountsView::contexts() const { return sources; }
std::span<const std::string_view> AccountsView::tables() const { return all_tables; }

void AccountsView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    eventing::with_fact<Fact>(occurrence, [&](const auto& fact) { on(db, occurrence.envelope, fact); });
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Opened& fact) {
    AccountRow row;
    row.id = fact.account;
    row.name = fact.name;
    row.currency = fact.currency;
    row.owner = fact.owner;
    row.kind = fact.kind.value_or(AccountKind::cash);
    row.opened_at = envelope.time;
    accounts_[fact.account].row = std::move(row);
    touch(db, envelope, fact.account);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Deposited& fact) {
    move(db, envelope, fact.account, TransactionKind::deposit, fact.amount, fact.cash, fact.currency, funding);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Withdrawn& fact) {
    move(db, envelope, fact.account, TransactionKind::withdrawal, -fact.amount, fact.cash, fact.currency, funding);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const TransferSent& fact) {
    move(db, envelope, fact.account, TransactionKind::transfer_sent, -fact.amount, fact.cash, fact.currency, transit,
         fact.transfer, fact.conversion);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const TransferReceived& fact) {
    move(db, envelope, fact.account, TransactionKind::transfer_received, fact.amount, fact.cash, fact.currency, transit,
         fact.transfer, fact.conversion);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const TransferCompleted& fact) {
    touch(db, envelope, fact.account);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const TransferReturned& fact) {
    move(db, envelope, fact.account, TransactionKind::transfer_returned, fact.amount, fact.cash, fact.currency, transit,
         fact.transfer, fact.conversion);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Closed& fact) {
    touch(db, envelope, fact.account).status = AccountStatus::closed;
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const HoldingDropped& fact) {
    const auto& account = touch(db, envelope, fact.account);
    auto& position = touch(db, envelope, fact.account, fact.symbol);
    position.quantity = Quantity{};
    position.cost = Money{};
    transact(envelope, TransactionKind::reset, fact.account, account.cash);
    balance(envelope, 0, fact.account.text, clearing, fact.symbol.text, shares, -fact.quantity.units());
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const AccountReset& fact) {
    touch(db, envelope, fact.account).unsettled.clear();
    move(db, envelope, fact.account, TransactionKind::reset, fact.cash - fact.before, fact.cash, fact.currency, funding);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const SharesSplit& fact) {
    const auto& account = touch(db, envelope, fact.account);
    auto& position = touch(db, envelope, fact.account, fact.symbol);
    position.quantity = fact.held;
    transact(envelope, TransactionKind::split, fact.account, account.cash);
    balance(envelope, 0, fact.account.text, clearing, fact.symbol.text, shares, (fact.held - fact.before).units());
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const DividendPaid& fact) {
    move(db, envelope, fact.account, TransactionKind::dividend, fact.amount, fact.cash, fact.currency, dividends);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Reserved& fact) {
    touch(db, envelope, fact.account).reserved_cash += fact.cash;
    if (fact.side == order::Side::sell) touch(db, envelope, fact.account, fact.symbol).reserved_quantity += fact.quantity;
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Settled& fact) {
    const bool buys = fact.side == order::Side::buy;
    auto& account = touch(db, envelope, fact.account);
    const auto fee = fact.fee.value_or(Money{});
    if (fact.settles) add(account.unsettled, *fact.settles, fact.value - fee);
    set_cash(account, fact.cash);
    if (buys) account.reserved_cash -= fact.value + fee + fact.released;

    auto& position = touch(db, envelope, fact.account, fact.symbol);
    position.quantity = fact.held;
    position.cost = fact.cost;
    position.realised += fact.realised;
    if (!buys) position.reserved_quantity -= fact.quantity;
    else if (fact.exits) position.reserved_quantity += fact.quantity;

    const std::int64_t sign = buys ? 1 : -1;
    transact(envelope, TransactionKind::trade, fact.account, fact.cash, fact.order, fact.trade);
    balance(envelope, 0, fact.account.text, clearing, fact.currency, money, -sign * fact.value.units());
    balance(envelope, 2, fact.account.text, clearing, fact.symbol.text, shares, sign * fact.quantity.units());
    if (!fee.zero()) balance(envelope, 4, fact.account.text, fees, fact.currency, money, -fee.units());
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Released& fact) {
    touch(db, envelope, fact.account).reserved_cash -= fact.cash;
    if (!fact.shares.zero()) touch(db, envelope, fact.account, fact.symbol).reserved_quantity -= fact.shares;
}

void AccountsView::set_aside(store::Database& db, const eventing::Envelope& envelope, const AccountId& account,
                             const Symbol& symbol, order::Side side, Quantity quantity, Money cash) {
    touch(db, envelope, account).reserved_cash += cash;
    if (side == order::Side::sell && !quantity.zero()) touch(db, envelope, account, symbol).reserved_quantity += quantity;
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Raised& fact) {
    set_aside(db, envelope, fact.account, fact.symbol, fact.side, fact.quantity, fact.cash);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Lowered& fact) {
    set_aside(db, envelope, fact.account, fact.symbol, fact.side, -fact.quantity, -fact.cash);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Moved& fact) {
    set_aside(db, envelope, fact.account, fact.symbol, fact.side, -fact.freed, -fact.freed_cash);
}

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const Resized& fact) {
    set_aside(db, envelope, fact.account, fact.symbol, fact.side, -fact.freed, Money{});
}

AccountRow& AccountsView::touch(store::Database& db, const eventing::Envelope& envelope, const AccountId& id) {
    auto found = accounts_.find(id);
    if (found == accounts_.end()) {
        auto row = account(db, id);
        if (!row) throw std::runtime_error{envelope.type + " of an account that was never opened: " + id.text};
        found = accounts_.emplace(id, Entry<AccountRow>{std::move(*row)}).first;
    }
    auto& entry = found->second;
    if (!entry.dirty) dirty_accounts_.push_back(id);
    entry.dirty = true;
    entry.row.version = envelope.place.sequence;
    return entry.row;
}

PositionRow& AccountsView::touch(store::Database& db, const eventing::Envelope& envelope, const AccountId& account,
                                 const Symbol& symbol) {
    Holding key{account, symbol};
    auto found = positions_.find(key);
    if (found == positions_.end()) {
        auto row = any_position(db, account, symbol);
        if (!row) row = PositionRow{.account = account, .symbol = symbol};
        found = positions_.emplace(key, Entry<PositionRow>{std::move(*row)}).first;
    }
    auto& entry = found->second;
    if (!entry.dirty) dirty_positions_.push_back(std::move(key));
    entry.dirty = true;
    entry.row.version = envelope.place.sequence;
    return entry.row;
}

void AccountsView::move(store::Database& db, const eventing::Envelope& envelope, const AccountId& account, TransactionKind kind,
                        Money by, Money cash, std::string_view currency, std::string_view house,
                        const std::optional<TransferId>& transfer, const std::optional<Conversion>& conversion) {
    set_cash(touch(db, envelope, account), cash);
    transact(envelope, kind, account, cash, {}, {}, transfer, conversion);
    if (!conversion || conversion->from_currency != currency) {
        balance(envelope, 0, account.text, house, currency, money, by.units());
        return;
    }
    const auto to_amount = by.negative() ? -conversion->to_amount : conversion->to_amount;
    balance(envelope, 0, account.text, exchange, currency, money, by.units());
    balance(envelope, 2, exchange, house, conversion->to_currency, money, to_amount.units());
}

void AccountsView::transact(const eventing::Envelope& envelope, TransactionKind kind, const AccountId& account, Money cash,
                            const std::optional<OrderId>& order, const std::optional<TradeId>& trade,
                            const std::optional<TransferId>& transfer, const std::optional<Conversion>& conversion) {
    ledger_rows_.add(eventing::ordinal(envelope.place), account, static_cast<int>(kind), order, trade, cash, envelope.time,
                     transfer, conversion ? std::optional{json::write(*conversion)} : std::nullopt);
}

void AccountsView::balance(const eventing::Envelope& envelope, int number, std::string_view account, std::string_view house,
                           std::string_view asset, int unit, std::int64_t amount) {
    const auto id = eventing::ordinal(envelope.place) * 8 + static_cast<std::uint64_t>(number);
    line_rows_.add(id, account, asset, unit, amount);
    line_rows_.add(id + 1, house, asset, unit, -amount);
}

void AccountsView::flush(store::Database& db) {
    for (const auto& id : dirty_accounts_) {
        auto& entry = accounts_.at(id);
        const auto& r = entry.row;
        account_rows_.add(r.id, r.name, r.currency, r.owner, r.opened_at, r.cash, r.reserved_cash, r.version,
                          static_cast<int>(r.kind), static_cast<int>(r.status), json::write(r.unsettled));
        entry.dirty = false;
    }
    for (const auto& key : dirty_positions_) {
        auto& entry = positions_.at(key);
        const auto& r = entry.row;
        position_rows_.add(r.account, r.symbol, r.quantity, r.reserved_quantity, r.cost, r.realised, r.version);
        entry.dirty = false;
    }
    dirty_accounts_.clear();
    dirty_positions_.clear();
    account_rows_.write(db);
    position_rows_.write(db);
    ledger_rows_.write(db);
    line_rows_.write(db);
    if (accounts_.size() > most_cached) accounts_.clear();
    if (positions_.size() > most_cached) positions_.clear();
}

void AccountsView::forget() {
    accounts_.clear();
    positions_.clear();
    dirty_accounts_.clear();
    dirty_positions_.clear();
    for (auto* rows : {&account_rows_, &position_rows_, &ledger_rows_, &line_rows_}) rows->clear();
}

}  // namespace andvari::portfolio
