// What can be asked of the accounts.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include "services/portfolio/accounts_view.hpp"
#include "shared/json/read.hpp"

namespace andvari::portfolio {
namespace {
const std::string columns =
    "select id, name, currency, owner, opened_at, cash, reserved_cash, version, kind, closed, unsettled from accounts ";
const std::string by_id = columns + "where id = ?1";
const std::string by_owner = columns + "where owner = ?1 and id > ?2 order by id limit ?3";
const std::string by_nothing = columns + "where id > ?1 order by id limit ?2";

/// A name for people to read to each other; never a key.
std::string number_of(const AccountId& id) {
    const auto hash = derive_id({"account number", id.text}).substr(0, 8);
    std::uint32_t digits = 0;
    std::from_chars(hash.data(), hash.data() + hash.size(), digits, 16);
    auto text = std::to_string(digits);
    return "A" + std::string(10 - text.size(), '0') + text;
}

AccountRow account_row(const store::Row& row, Instant now) {
    AccountRow account;
    account.id = {row.string(0)};
    account.name = row.string(1);
    account.currency = row.string(2);
    account.owner = row.string(3);
    account.opened_at = row.instant(4);
    account.cash = row.amount<Money>(5);
    account.reserved_cash = row.amount<Money>(6);
    account.buying_power = account.cash - account.reserved_cash;
    account.version = static_cast<std::uint64_t>(row.integer(7));
    account.number = number_of(account.id);
    account.kind = static_cast<AccountKind>(row.integer(8));
    account.status = static_cast<AccountStatus>(row.integer(9));
    account.unsettled = json::read<UnsettledCash>(row.string(10)).value();
    account.unsettled_cash = still_unsettled(account.unsettled, now);
    account.withdrawable_cash = std::min(account.buying_power, account.cash - account.unsettled_cash);
    return account;
}

PositionRow position_row(const store::Row& row) {
    PositionRow position;
    position.account = {row.string(0)};
    position.symbol = {row.string(1)};
    position.quantity = row.amount<Quantity>(2);
    position.reserved_quantity = row.amount<Quantity>(3);
    position.available_quantity = position.quantity - position.reserved_quantity;
    position.cost = row.amount<Money>(4);
    if (!position.quantity.zero()) position.average_price = price_of(position.cost, position.quantity);
    position.realised = row.amount<Money>(5);
    position.version = static_cast<std::uint64_t>(row.integer(6));
    return position;
}

LedgerRow ledger_row(const store::Row& row) {
    LedgerRow transaction;
    transaction.place = static_cast<std::uint64_t>(row.integer(0));
    transaction.account = {row.string(1)};
    transaction.kind = static_cast<TransactionKind>(row.integer(2));
    if (!row.is_null(3)) transaction.order = OrderId{row.string(3)};
    if (!row.is_null(4)) transaction.trade = TradeId{row.string(4)};
    transaction.cash = row.amount<Money>(5);
    transaction.time = row.instant(6);
    if (!row.is_null(7)) transaction.transfer = TransferId{row.string(7)};
    if (!row.is_null(8)) transaction.conversion = json::read<Conversion>(row.string(8)).value();
    return transaction;
}

LedgerLine line_row(const store::Row& row) {
    const bool money = row.integer(2) == 0;
    return {row.string(0), row.string(1), money ? "money" : "shares",
            money ? row.amount<Money>(3).text() : row.amount<Quantity>(3).text()};
}
}  // namespace

std::optional<AccountRow> AccountsView::account(store::Database& db, const AccountId& id, Instant now) {
    return db.one(
        by_id, [now](const store::Row& row) { return account_row(row, now); }, id);
}

std::vector<AccountRow> AccountsView::accounts_of(store::Database& db, std::string_view owner, std::string_view after,
                                                  std::int64_t limit, Instant now) {
    std::vector<AccountRow> rows;
    db.each(
        by_owner, [&](const store::Row& row) { rows.push_back(account_row(row, now)); }, owner, after, limit);
    return rows;
}

std::vector<AccountRow> AccountsView::all_accounts(store::Database& db, std::string_view after, std::int64_t limit, Instant now) {
    std::vector<AccountRow> rows;
    db.each(
        by_nothing, [&](const store::Row& row) { rows.push_back(account_row(row, now)); }, after, limit);
    return rows;
}

std::vector<AccountId> AccountsView::ids_of(store::Database& db, std::string_view owner, std::int64_t limit) {
    std::vector<AccountId> ids;
    db.each(
        "select id from accounts where owner = ?1 order by id limit ?2",
        [&](const store::Row& row) { ids.push_back({row.string(0)}); }, owner, limit);
    return ids;
}

std::optional<std::string> AccountsView::owner_of(store::Database& db, const AccountId& id) {
    return db.one(
        "select owner from accounts where id = ?1", [](const store::Row& row) { return row.string(0); }, id);
}

std::vector<PositionRow> AccountsView::positions(store::Database& db, const AccountId& account, std::string_view after_symbol,
                                                 std::int64_t limit) {
    std::vector<PositionRow> rows;
    db.each(R"sql(select account, symbol, held, reserved_shares, cost, realised, version from positions
                  where account = ?1 and symbol > ?2 and held <> 0 order by symbol limit ?3)sql",
            [&](const store::Row& row) { rows.push_back(position_row(row)); }, account, after_symbol, limit);
    return rows;
}

std::optional<PositionRow> AccountsView::position(store::Database& db, const AccountId& account, const Symbol& symbol) {
    auto position = any_position(db, account, symbol);
    return position && !position->quantity.zero() ? position : std::nullopt;
}

std::optional<PositionRow> AccountsView::any_position(store::Database& db, const AccountId& account, const Symbol& symbol) {
    return db.one(R"sql(select account, symbol, held, reserved_shares, cost, realised, version from positions
                        where account = ?1 and symbol = ?2)sql",
                  position_row, account, symbol);
}

std::vector<LedgerRow> AccountsView::ledger(store::Database& db, const AccountId& account, std::optional<std::uint64_t> before,
                                            std::int64_t limit) {
    std::vector<LedgerRow> rows;
    db.each(R"sql(select place, account, kind, order_id, trade, cash, time, transfer, conversion from ledger
                  where account = ?1 and place < ?2 order by place desc limit ?3)sql",
            [&](const store::Row& row) { rows.push_back(ledger_row(row)); }, account,
            static_cast<std::int64_t>(before.value_or(std::numeric_limits<std::int64_t>::max())), limit);
    for (auto& transaction : rows)
        db.each(
            "select account, asset, unit, amount from ledger_lines where id >= ?1 and id < ?2 order by id",
            [&](const store::Row& row) { transaction.lines.push_back(line_row(row)); }, transaction.place * 8,
            transaction.place * 8 + 8);
    return rows;
}

}  // namespace andvari::portfolio
