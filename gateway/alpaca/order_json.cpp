#include "gateway/alpaca/order_json.hpp"

#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

using order::OrderRow;
using order::Status;

std::optional<Instant> ended_at(const OrderRow& row, Status status) {
    return row.status == status ? std::optional{row.updated_at} : std::nullopt;
}

}  // namespace

std::string_view status_of(const OrderRow& row) {
    if (row.pending_cancel && order::is_open(row.status)) return "pending_cancel";
    if (row.pending_replace && order::is_open(row.status)) return "pending_replace";
    switch (row.status) {
        case Status::pending: return "pending_new";
        case Status::accepted: return "new";
        case Status::partially_filled: return "partially_filled";
        case Status::filled: return "filled";
        case Status::rejected: return "rejected";
        case Status::cancelled: return "canceled";
        case Status::expired: return "expired";
        case Status::replaced: return "replaced";
    }
    return "rejected";
}

const std::string& client_order_id_of(const OrderRow& row) { return row.client_order_id ? *row.client_order_id : row.id.text; }

void append_order(std::string& out, const OrderRow& row) {
    const auto kind = json::name_of(row.type);
    JsonObject object{out};
    object.text("id", row.id).text("client_order_id", client_order_id_of(row));
    object.text("created_at", row.created_at).text("updated_at", row.updated_at).text("submitted_at", row.created_at);
    object.text("filled_at", ended_at(row, Status::filled)).text("expired_at", ended_at(row, Status::expired));
    object.text("canceled_at", ended_at(row, Status::cancelled)).text("failed_at", ended_at(row, Status::rejected));
    object.text("replaced_at", ended_at(row, Status::replaced))
        .text("replaced_by", row.replaced_by)
        .text("replaces", row.replaces);
    object.text("asset_id", asset_id_of(row.symbol)).text("symbol", row.symbol.text).text("asset_class", "us_equity");
    object.text("notional", row.notional).text("qty", row.notional ? std::nullopt : std::optional{row.quantity});
    object.text("filled_qty", row.filled_quantity).text("filled_avg_price", row.average_price);
    object.text("order_class", row.order_class ? json::name_of(*row.order_class) : "")
        .text("order_type", kind)
        .text("type", kind);
    object.text("side", json::name_of(row.side));
    object.text("position_intent", row.side == order::Side::buy ? "buy_to_open" : "sell_to_close");
    object.text("time_in_force", json::name_of(row.time_in_force)).text("limit_price", row.limit_price);
    object.text("stop_price", row.stop_price);
    object.text("status", status_of(row)).flag("extended_hours", row.extended_hours.value_or(false));
    if (row.legs) object.raw("legs", array_of(*row.legs, append_order));
    else object.none("legs");
    object.text("trail_percent", row.trail_percent)
        .text("trail_price", row.trail_price)
        .text("hwm", row.high_water_mark)
        .none("subtag")
        .none("source")
        .none("expires_at");
}

std::string order_json(const OrderRow& row) {
    std::string out;
    append_order(out, row);
    return out;
}

std::optional<std::string> show_order(Worker& worker, const Effect& effect) {
    const auto db = worker.models.open(Model::orders);
    if (!db) return std::nullopt;
    const auto row = order::OrdersView::find(**db, {effect.id});
    return row && row->status != Status::pending ? std::optional{order_json(*row)} : std::nullopt;
}

}  // namespace andvari::gateway::alpaca
