#include "gateway/alpaca/sending.hpp"

#include "gateway/alpaca/order_json.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/api/requests.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::int64_t rows_at_once = 500;

Command placing(const order::Place& place, CommandId id) {
    return {std::move(id), "cmd.order." + place.account.text + ".place", std::string{order::Place::type}, json::write(place)};
}

}  // namespace

const Manner manner{show_order, write};

std::optional<Problem> send_order(Call& call, const PlaceOrder& order) {
    const auto place = gateway::command_of(order);
    auto id = command_id(call);
    if (!id) return id.error();
    if (place.client_order_id && !id->from_key)
        *id = {derive_id({"client order", place.account.text, *place.client_order_id}), true};
    const auto name = order::order_id_for(place, id->text);
    return submit(call, placing(place, std::move(*id)), {Effect::Thing::order, name.text, 200, {}, longest_wait, &manner});
}

Command place_command(const PlaceOrder& order) { return placing(gateway::command_of(order), {new_id(), false}); }

Command cancel_command(const order::OrderRow& row) {
    return {{new_id(), false},
            "cmd.order." + row.account.text + ".cancel",
            std::string{order::Cancel::type},
            json::write(order::Cancel{row.account, row.id})};
}

Result<std::vector<order::OrderRow>> open_orders(Worker& worker, const AccountId& account) {
    const auto db = worker.models.open(Model::orders);
    if (!db) return db.error();
    order::OrderQuery query;
    query.accounts = {account};
    query.which = order::OrderQuery::Which::open;
    query.limit = rows_at_once;
    std::vector<order::OrderRow> open;
    for (;;) {
        auto rows = order::OrdersView::list(**db, query);
        open.insert(open.end(), rows.begin(), rows.end());
        if (rows.size() < static_cast<std::size_t>(rows_at_once)) return open;
        query.before = rows.back().place;
    }
}

}  // namespace andvari::gateway::alpaca
