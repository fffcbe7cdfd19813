// What can be asked of the orders.
#include <algorithm>
#include <limits>
#include <string>

#include "services/order/orders_view.hpp"

namespace andvari::order {
namespace {
const std::string columns =
    "select place, id, account, symbol, side, type, time_in_force, quantity, limit_price, client_order_id, actor, created_at, "
    "status, pending_cancel, filled_quantity, filled_value, protection, reject_code, reject_reason, updated_at, version, "
    "stop_price, "
    "trail_price, trail_percent, notional, extended_hours, order_class, take_profit, stop_loss, stop_loss_limit, parent, "
    "replaces, "
    "replaced_by, triggered, pending_replace, (select mark from trails where order_id = orders.id) from orders ";
const std::string filter =
    "place < ?2 and status >= ?3 and status <= ?4 and (?5 = '' or symbol = ?5) order by place desc limit ?6";
const std::string by_id = columns + "where id = ?1";
const std::string by_parent = columns + "where parent = ?1 order by place";
const std::string of_account = columns + "where account = ?1 and " + filter;
// `status < 3` must stand in the text, or the index of open orders cannot be used.
const std::string open_of_account = columns + "where account = ?1 and status < 3 and " + filter;
const std::string of_all = columns + "where ?1 = '' and " + filter;

template <class T>
std::optional<T> optional(const store::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    if constexpr (std::is_same_v<T, std::string>) return row.string(column);
    else if constexpr (std::is_same_v<T, OrderId>) return OrderId{row.string(column)};
    else if constexpr (std::is_same_v<T, bool>) return row.integer(column) != 0;
    else if constexpr (std::is_enum_v<T>) return static_cast<T>(row.integer(column));
    else return row.amount<T>(column);
}

/// What only some orders have, from `column` on.
void read_terms(const store::Row& row, int column, OrderRow& order) {
    order.stop_price = optional<Price>(row, column++);
    order.trail_price = optional<Price>(row, column++);
    order.trail_percent = optional<Percent>(row, column++);
    order.notional = optional<Money>(row, column++);
    order.extended_hours = optional<bool>(row, column++);
    order.order_class = optional<OrderClass>(row, column++);
    if (const auto limit = optional<Price>(row, column++)) order.take_profit = TakeProfit{*limit};
    if (const auto stop = optional<Price>(row, column++)) order.stop_loss = StopLoss{*stop, optional<Price>(row, column)};
    ++column;
    order.parent = optional<OrderId>(row, column++);
    order.replaces = optional<OrderId>(row, column++);
    order.replaced_by = optional<OrderId>(row, column++);
    order.triggered = optional<bool>(row, column++);
    order.pending_replace = row.integer(column++) != 0;
    order.high_water_mark = optional<Price>(row, column);
    if (order.high_water_mark)
        order.stop_price = trailing_stop(order.side, *order.high_water_mark, order.trail_price, order.trail_percent);
}

OrderRow order_row(const store::Row& row) {
    OrderRow order;
    int column = 0;
    order.place = static_cast<std::uint64_t>(row.integer(column++));
    order.id = {row.string(column++)};
    order.account = {row.string(column++)};
    order.symbol = {row.string(column++)};
    order.side = static_cast<Side>(row.integer(column++));
    order.type = static_cast<Kind>(row.integer(column++));
    order.time_in_force = static_cast<TimeInForce>(row.integer(column++));
    order.quantity = row.amount<Quantity>(column++);
    order.limit_price = optional<Price>(row, column++);
    order.client_order_id = optional<std::string>(row, column++);
    order.actor = row.string(column++);
    order.created_at = row.instant(column++);
    order.status = static_cast<Status>(row.integer(column++));
    order.pending_cancel = row.integer(column++) != 0;
    order.filled_quantity = row.amount<Quantity>(column++);
    order.filled_value = row.amount<Money>(column++);
    order.protection = optional<Price>(row, column++);
    order.reject_code = optional<std::string>(row, column++);
    order.reject_reason = optional<std::string>(row, column++);
    order.updated_at = row.instant(column++);
    order.version = static_cast<std::uint64_t>(row.integer(column++));
    read_terms(row, column, order);
    if (!order.filled_quantity.zero()) order.average_price = price_of(order.filled_value, order.filled_quantity);
    return order;
}

struct StatusRange {
    Status lowest = Status::pending, highest = Status::replaced;
};

StatusRange range_of(const OrderQuery& query) {
    if (query.status) return {*query.status, *query.status};
    switch (query.which) {
        case OrderQuery::Which::all: break;
        case OrderQuery::Which::open: return {Status::pending, Status::partially_filled};
        case OrderQuery::Which::closed: return {Status::filled, Status::replaced};
    }
    return {};
}
}  // namespace

std::optional<OrderRow> OrdersView::find(store::Database& db, const OrderId& order) {
    auto found = db.one(by_id, order_row, order);
    if (found && (found->take_profit || found->stop_loss))
        db.each(
            by_parent,
            [&](const store::Row& row) {
                if (!found->legs) found->legs.emplace();
                found->legs->push_back(order_row(row));
            },
            order);
    return found;
}

std::optional<OrderRow> OrdersView::find_by_client_order_id(store::Database& db, const AccountId& account,
                                                            std::string_view client_order_id) {
    Place place;
    place.account = account;
    place.client_order_id = client_order_id;
    auto order = find(db, order_id_for(place, {}));
    return order && order->account == account ? order : std::nullopt;
}

std::vector<OrderRow> OrdersView::list(store::Database& db, const OrderQuery& query) {
    const auto [lowest, highest] = range_of(query);
    const auto before = static_cast<std::int64_t>(query.before.value_or(std::numeric_limits<std::int64_t>::max()));
    const std::string_view symbol = query.symbol ? std::string_view{query.symbol->text} : std::string_view{};
    std::vector<OrderRow> rows;
    const auto collect = [&](std::string_view sql, std::string_view account) {
        db.each(
            sql, [&](const store::Row& row) { rows.push_back(order_row(row)); }, account, before, static_cast<int>(lowest),
            static_cast<int>(highest), symbol, query.limit);
    };
    if (query.all_accounts) {
        collect(of_all, "");
        return rows;
    }
    for (const auto& account : query.accounts) collect(is_open(highest) ? open_of_account : of_account, account.text);
    std::ranges::sort(rows, std::greater{}, &OrderRow::place);
    if (rows.size() > static_cast<std::size_t>(query.limit)) rows.resize(static_cast<std::size_t>(query.limit));
    return rows;
}

std::optional<AccountId> OrdersView::account_of(store::Database& db, const OrderId& order) {
    return db.one(
        "select account from orders where id = ?1", [](const store::Row& row) { return AccountId{row.string(0)}; }, order);
}

}  // namespace andvari::order
