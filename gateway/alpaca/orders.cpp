// Orders: placed, looked at, cancelled.
#include <algorithm>

#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/order_json.hpp"
#include "gateway/alpaca/order_request.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/sending.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

using order::OrderQuery;
using order::OrderRow;
using order::OrdersView;

constexpr std::int64_t usual_page = 50, largest_page = 500;

Problem no_such_order(const std::string& id) {
    return {.code = "order_not_found", .status = 404, .detail = "order not found for " + id};
}

/// The account's own order.
Result<OrderRow> order_named(Call& call, const std::string& id) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    if (!is_token(id)) return no_such_order(id);
    const auto db = call.worker.models.open(Model::orders);
    if (!db) return db.error();
    auto row = OrdersView::find(**db, {id});
    if (!row || row->account != account->id) return no_such_order(id);
    return std::move(*row);
}

/// What a list of orders is asked for, beyond what the read model selects by itself.
struct Selection {
    OrderQuery::Which which = OrderQuery::Which::open;
    std::optional<Instant> after, until;
    std::optional<std::uint64_t> before_place, after_place;
    std::vector<std::string> symbols;
    std::optional<order::Side> side;
    std::int64_t limit = usual_page;
    bool oldest_first = false;

    bool takes(const OrderRow& row) const {
        if (until && row.created_at > *until) return false;
        if (side && row.side != *side) return false;
        return symbols.empty() || std::ranges::find(symbols, row.symbol.text) != symbols.end();
    }
    /// Everything from here on, newest first, is too old.
    bool ends_at(const OrderRow& row) const {
        return (after && row.created_at <= *after) || (after_place && row.place <= *after_place);
    }
};

Result<Selection> selection_of(Call& call) {
    Selection selection;
    if (const auto* status = parameter(call, "status"); status && !status->empty()) {
        if (*status == "all") selection.which = OrderQuery::Which::all;
        else if (*status == "closed") selection.which = OrderQuery::Which::closed;
        else if (*status != "open") return bad_request("invalid status: it must be open, closed or all");
    }
    const auto after = moment_parameter(call, "after");
    if (!after) return after.error();
    const auto until = moment_parameter(call, "until", true);
    if (!until) return until.error();
    const auto limit = count_parameter(call, "limit", usual_page, largest_page);
    if (!limit) return limit.error();
    const auto oldest_first = oldest_first_parameter(call, "direction", false);
    if (!oldest_first) return oldest_first.error();
    selection.after = *after;
    selection.until = *until;
    selection.limit = *limit;
    selection.oldest_first = *oldest_first;
    selection.symbols = list_parameter(call, "symbols");
    if (const auto* side = parameter(call, "side"); side && !side->empty()) {
        if (*side != "buy" && *side != "sell") return bad_request("invalid side: it must be buy or sell");
        selection.side = *side == "buy" ? order::Side::buy : order::Side::sell;
    }
    for (const auto& [name, place] :
         {std::pair{"before_order_id", &selection.before_place}, {"after_order_id", &selection.after_place}}) {
        const auto* id = parameter(call, name);
        if (!id || id->empty()) continue;
        const auto row = order_named(call, *id);
        if (!row) return row.error();
        *place = row->place;
    }
    return selection;
}

/// Page by page from the newest: the first `limit` that fit, or, where the oldest come first, the last.
std::vector<OrderRow> select(store::Database& orders, const AccountId& account, const Selection& selection) {
    OrderQuery query;
    query.accounts = {account};
    query.which = selection.which;
    if (selection.symbols.size() == 1 && is_symbol(selection.symbols.front())) query.symbol = Symbol{selection.symbols.front()};
    query.before = selection.before_place;
    query.limit = largest_page;
    const auto wanted = static_cast<std::size_t>(selection.limit);
    std::vector<OrderRow> found;
    for (;;) {
        const auto rows = OrdersView::list(orders, query);
        for (const auto& row : rows) {
            if (selection.ends_at(row)) return found;
            if (!selection.takes(row)) continue;
            found.push_back(row);
            if (found.size() == wanted && !selection.oldest_first) return found;
            if (found.size() == 2 * wanted) found.erase(found.begin(), found.begin() + selection.limit);
        }
        if (rows.size() < static_cast<std::size_t>(largest_page)) return found;
        query.before = rows.back().place;
    }
}

}  // namespace

std::optional<Problem> place_order(Call& call) {
    const auto fields = Fields::parse(call.request.body);
    if (!fields) return fields.error();
    const auto account = trading_account(call);
    if (!account) return account.error();
    if (const auto own = own_account(call, account->id); !own) return own.error();
    const auto order = order_of(*fields, account->id);
    if (!order) return order.error();
    return send_order(call, *order);
}

std::optional<Problem> list_orders(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto selection = selection_of(call);
    if (!selection) return selection.error();
    const auto db = call.worker.models.open(Model::orders);
    if (!db) return db.error();
    auto rows = select(**db, account->id, *selection);
    if (selection->oldest_first) {
        std::ranges::reverse(rows);
        if (rows.size() > static_cast<std::size_t>(selection->limit)) rows.resize(static_cast<std::size_t>(selection->limit));
    }
    call.response->body = array_of(rows, append_order);
    return std::nullopt;
}

std::optional<Problem> show_order(Call& call) {
    const auto row = order_named(call, call.path[0]);
    if (!row) return row.error();
    call.response->body = order_json(*row);
    return std::nullopt;
}

std::optional<Problem> show_order_by_client_id(Call& call) {
    const auto* name = parameter(call, "client_order_id");
    if (!name || name->empty()) return bad_request("client_order_id is required");
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto db = call.worker.models.open(Model::orders);
    if (!db) return db.error();
    auto row = OrdersView::find_by_client_order_id(**db, account->id, *name);
    // An order without a name of its own is shown under its id.
    if (!row && is_token(*name)) row = OrdersView::find(**db, {*name});
    if (!row || row->account != account->id || client_order_id_of(*row) != *name) return no_such_order(*name);
    call.response->body = order_json(*row);
    return std::nullopt;
}

std::optional<Problem> replace_order(Call& call) {
    const auto row = order_named(call, call.path[0]);
    if (!row) return row.error();
    if (const auto account = own_account(call, row->account); !account) return no_such_order(call.path[0]);
    const auto fields = Fields::parse(call.request.body);
    if (!fields) return fields.error();
    const auto change = replacement_of(*fields, *row);
    if (!change) return change.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const auto replacement = order::replacement_id(row->id, id->text);
    return submit(call, command_for(std::move(*id), row->account.text, command_of(*change, row->account, row->id)),
                  {Effect::Thing::order, replacement.text, 200, {}, longest_wait, &manner});
}

std::optional<Problem> cancel_order(Call& call) {
    const auto row = order_named(call, call.path[0]);
    if (!row) return row.error();
    if (const auto account = own_account(call, row->account); !account) return no_such_order(call.path[0]);
    return submit(call, cancel_command(*row), {Effect::Thing::nothing, {}, 204, {}, longest_wait, &manner});
}

std::optional<Problem> cancel_all_orders(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    if (const auto own = own_account(call, account->id); !own) return own.error();
    const auto open = open_orders(call.worker, account->id);
    if (!open) return open.error();
    std::vector<Command> commands;
    for (const auto& row : *open) commands.push_back(cancel_command(row));
    const std::shared_ptr<http::Pending> pending = call.later();
    const auto answer = [pending, rows = *open, timing = call.timing, &worker = call.worker](const auto& outcomes) {
        http::Response response;
        response.status = 207;
        std::size_t index = 0;
        response.body = array_of(rows, [&](std::string& out, const OrderRow& row) {
            const auto& outcome = outcomes[index++];
            JsonObject{out}.text("id", row.id).number("status", !outcome ? 500 : outcome->refused ? 422 : 200);
        });
        worker.backend.meters.count(timing, response.status);
        pending->answer(response);
    };
    return run_errands(call.worker, call.caller, std::move(commands), longest_wait, answer);
}

}  // namespace andvari::gateway::alpaca
