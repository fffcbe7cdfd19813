// Orders and trades.
#include "events/order.hpp"

#include <algorithm>

#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using order::OrderQuery;
using order::OrdersView;

constexpr std::int64_t usual_page = 50, largest_page = 500;

/// The order, if its account is the caller's.
Result<order::OrderRow> visible_order(Call& call, const std::string& id) {
    if (!is_token(id)) return not_found("order");
    const auto db = call.worker.models.open(Model::orders);
    if (!db) return db.error();
    auto row = OrdersView::find(**db, {id});
    if (!row) return not_found("order");
    const auto visible = call.worker.models.may_see(*call.caller, row->account);
    if (!visible) return visible.error();
    if (!*visible) return not_found("order");
    return std::move(*row);
}

/// open, closed, all, or exactly one status.
std::optional<Problem> read_status(const Call& call, OrderQuery& query) {
    const auto* text = parameter(call, "status");
    if (!text || *text == "all") return std::nullopt;
    if (*text == "open") return query.which = OrderQuery::Which::open, std::nullopt;
    if (*text == "closed") return query.which = OrderQuery::Which::closed, std::nullopt;
    const auto& names = json::EnumNames<order::Status>::names;
    const auto found = std::ranges::find(names, *text);
    if (found == names.end()) return parameter_problem("status", "must be open, closed, all or an order's status");
    query.status = static_cast<order::Status>(found - names.begin());
    return std::nullopt;
}

std::string trade_cursor(const engine::TradeRow& row) { return to_cursor('t', std::to_string(row.place)); }

/// The trades of one order, oldest first, if the order is the caller's.
std::optional<Problem> list_trades_of(Call& call, const std::string& order, std::optional<std::uint64_t> after,
                                      std::int64_t limit) {
    if (parameter(call, "symbol") || parameter(call, "account"))
        return parameter_problem("order", "already says which trades are meant, so neither account nor symbol goes with it");
    const auto row = visible_order(call, order);
    if (!row) return row.error();
    const auto db = call.worker.models.open(Model::trades);
    if (!db) return db.error();
    auto rows = engine::TradesView::of_order(**db, row->id, after.value_or(0), limit + 1);
    answer_page(call, rows, limit, trade_cursor);
    return std::nullopt;
}

}  // namespace

std::optional<Problem> place_order(Call& call) {
    const auto request = body_of<PlaceOrder>(call, call.worker.document);
    if (!request) return request.error();
    const auto account = own_account(call, request->account);
    if (!account) return account.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const auto place = command_of(*request);
    const auto order = order::order_id_for(place, id->text);
    return submit(call,
                  {std::move(*id), "cmd.order." + account->text + ".place", std::string{order::Place::type}, json::write(place)},
                  {Effect::Thing::order, order.text, 201});
}

std::optional<Problem> list_orders(Call& call) {
    OrderQuery query;
    auto accounts = accounts_asked_for(call);
    if (!accounts) return accounts.error();
    query.accounts = std::move(accounts->ids);
    query.all_accounts = accounts->all;
    if (auto problem = read_status(call, query)) return problem;
    const auto symbol = symbol_parameter(call);
    if (!symbol) return symbol.error();
    query.symbol = *symbol;
    const auto before = number_cursor(call, 'o');
    if (!before) return before.error();
    query.before = *before;
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    query.limit = *limit + 1;
    const auto db = call.worker.models.open(Model::orders);
    if (!db) return db.error();
    auto rows = OrdersView::list(**db, query);
    answer_page(call, rows, *limit, [](const order::OrderRow& row) { return to_cursor('o', std::to_string(row.place)); });
    return std::nullopt;
}

std::optional<Problem> show_order(Call& call) {
    const auto row = visible_order(call, call.path[0]);
    if (!row) return row.error();
    answer_one(call, json::write(*row));
    return std::nullopt;
}

std::optional<Problem> cancel_order(Call& call) {
    const auto row = visible_order(call, call.path[0]);
    if (!row) return row.error();
    if (const auto account = own_account(call, row->account); !account) return not_found("order");
    auto id = command_id(call);
    if (!id) return id.error();
    const order::Cancel cancel{row->account, row->id};
    return submit(
        call,
        {std::move(*id), "cmd.order." + row->account.text + ".cancel", std::string{order::Cancel::type}, json::write(cancel)},
        {Effect::Thing::order, row->id.text, 200});
}

std::optional<Problem> replace_order(Call& call) {
    const auto row = visible_order(call, call.path[0]);
    if (!row) return row.error();
    if (const auto account = own_account(call, row->account); !account) return not_found("order");
    const auto request = body_of<ReplaceOrder>(call, call.worker.document);
    if (!request) return request.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const auto replacement = order::replacement_id(row->id, id->text);
    return submit(call, command_for(std::move(*id), row->account.text, command_of(*request, row->account, row->id)),
                  {Effect::Thing::order, replacement.text, 200});
}

std::optional<Problem> list_trades(Call& call) {
    const auto cursor = number_cursor(call, 't');
    if (!cursor) return cursor.error();
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    if (const auto* order = parameter(call, "order")) return list_trades_of(call, *order, *cursor, *limit);
    auto accounts = accounts_asked_for(call);
    if (!accounts) return accounts.error();
    const auto symbol = symbol_parameter(call);
    if (!symbol) return symbol.error();
    const auto db = call.worker.models.open(Model::trades);
    if (!db) return db.error();
    auto rows = engine::TradesView::list(**db, {std::move(accounts->ids), accounts->all, *symbol, *cursor, *limit + 1});
    answer_page(call, rows, *limit, trade_cursor);
    return std::nullopt;
}

}  // namespace andvari::gateway
