// What can be asked of the history.
#include <limits>

#include "services/portfolio/history_view.hpp"

namespace andvari::portfolio {
namespace {
template <class T, class Read>
std::optional<T> optional(const store::Row& row, int column, Read read) {
    return row.is_null(column) ? std::nullopt : std::optional<T>{read(column)};
}

ActivityRow activity_row(const store::Row& row) {
    const auto text = [&](int column) { return row.string(column); };
    ActivityRow a;
    a.place = static_cast<std::uint64_t>(row.integer(0));
    a.id = row.string(1) + '-' + std::to_string(a.place);
    a.account = {row.string(1)};
    a.type = static_cast<ActivityType>(row.integer(2));
    a.time = row.instant(3);
    a.symbol = optional<Symbol>(row, 4, [&](int c) { return Symbol{text(c)}; });
    a.side = optional<order::Side>(row, 5, [&](int c) { return static_cast<order::Side>(row.integer(c)); });
    a.quantity = optional<Quantity>(row, 6, [&](int c) { return row.amount<Quantity>(c); });
    a.price = optional<Price>(row, 7, [&](int c) { return row.amount<Price>(c); });
    a.net_amount = row.amount<Money>(8);
    a.currency = row.string(9);
    a.order = optional<OrderId>(row, 10, [&](int c) { return OrderId{text(c)}; });
    a.trade = optional<TradeId>(row, 11, [&](int c) { return TradeId{text(c)}; });
    a.transfer = optional<TransferId>(row, 12, [&](int c) { return TransferId{text(c)}; });
    return a;
}

LotRow lot_row(const store::Row& row) {
    return {{row.string(0)},      {row.string(1)},         {row.string(3)},         row.instant(4),
            row.amount<Price>(5), row.amount<Quantity>(6), row.amount<Quantity>(7), row.amount<Money>(8),
            row.amount<Money>(9), row.amount<Money>(10),   row.amount<Money>(11),   static_cast<std::uint64_t>(row.integer(2))};
}

constexpr Instant never{std::numeric_limits<std::int64_t>::max()};
constexpr auto last_place = std::numeric_limits<std::int64_t>::max();
}  // namespace

std::vector<ActivityRow> HistoryView::activities(store::Database& db, const ActivityQuery& query) {
    std::string sql =
        R"sql(select place, account, type, time, symbol, side, quantity, price, net_amount, currency, order_id, trade,
                                   transfer
                            from activities where account = ?1 and place < ?2 and time >= ?3 and time < ?4)sql";
    for (bool first = true; const auto type : query.types) {
        sql.append(first ? " and type in (" : ", ").append(std::to_string(static_cast<int>(type)));
        first = false;
    }
    if (!query.types.empty()) sql.append(")");
    sql.append(" order by place desc limit ?5");
    std::vector<ActivityRow> rows;
    db.each(
        sql, [&](const store::Row& row) { rows.push_back(activity_row(row)); }, query.account,
        static_cast<std::int64_t>(query.before.value_or(last_place)), query.from.value_or(Instant{0}), query.to.value_or(never),
        query.limit);
    return rows;
}

std::vector<LotRow> HistoryView::lots(store::Database& db, const AccountId& account, const Symbol& symbol, bool all,
                                      std::optional<std::uint64_t> after, std::int64_t limit) {
    std::vector<LotRow> rows;
    db.each(
        R"sql(select account, symbol, place, trade, opened_at, price, quantity, quantity_left, cost, cost_left, proceeds, realised
                  from lots where account = ?1 and symbol = ?2 and place > ?3 and quantity_left >= ?4 order by place limit ?5)sql",
        [&](const store::Row& row) { rows.push_back(lot_row(row)); }, account, symbol,
        static_cast<std::int64_t>(after.value_or(0)), all ? 0 : 1, limit);
    return rows;
}

std::vector<BalancePoint> HistoryView::balances(store::Database& db, const AccountId& account, Grain grain, std::int64_t first,
                                                std::int64_t last) {
    std::vector<BalancePoint> points;
    db.each(R"sql(select bucket, cash, flow from balances where account = ?1 and grain = ?2 and bucket <= ?4 and bucket >=
                      coalesce((select max(bucket) from balances where account = ?1 and grain = ?2 and bucket < ?3), ?3)
                  order by bucket)sql",
            [&](const store::Row& row) {
                points.push_back({row.integer(0), row.amount<Money>(1), row.amount<Money>(2)});
            },
            account, static_cast<int>(grain), first, last);
    return points;
}

std::vector<HoldingPoint> HistoryView::holdings(store::Database& db, const AccountId& account, Grain grain, std::int64_t first,
                                                std::int64_t last) {
    std::vector<HoldingPoint> points;
    db.each(
        R"sql(select bucket, symbol, held, paid from holdings as h where account = ?1 and grain = ?2 and bucket <= ?4 and bucket >=
                      coalesce((select max(bucket) from holdings where account = ?1 and grain = ?2 and symbol = h.symbol
                                and bucket < ?3), ?3)
                  order by bucket, symbol)sql",
        [&](const store::Row& row) {
            points.push_back({row.integer(0), {row.string(1)}, row.amount<Quantity>(2), row.amount<Price>(3)});
        },
        account, static_cast<int>(grain), first, last);
    return points;
}

std::vector<MarkPoint> HistoryView::marks(store::Database& db, const Symbol& symbol, Grain grain, std::int64_t first,
                                          std::int64_t last) {
    std::vector<MarkPoint> points;
    db.each(R"sql(select bucket, price from marks where symbol = ?1 and grain = ?2 and bucket <= ?4 and bucket >=
                      coalesce((select max(bucket) from marks where symbol = ?1 and grain = ?2 and bucket < ?3), ?3)
                  order by bucket)sql",
            [&](const store::Row& row) {
                points.push_back({row.integer(0), row.amount<Price>(1)});
            },
            symbol, static_cast<int>(grain), first, last);
    return points;
}

}  // namespace andvari::portfolio
