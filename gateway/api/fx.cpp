// What currencies are worth in each other: the same for every caller.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {

using stock::StockView;

std::optional<Problem> list_fx_rates(Call& call) {
    const auto limit = limit_parameter(call, 50, 500);
    if (!limit) return limit.error();
    const auto after = text_cursor(call, 'x');
    if (!after) return after.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    auto rows = StockView::fx_rates(**db, after->value_or(""), *limit + 1);
    answer_page(call, rows, *limit, [](const stock::FxRow& row) { return to_cursor('x', row.pair); });
    return std::nullopt;
}

std::optional<Problem> show_fx_rate(Call& call) {
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto row = StockView::fx_rate(**db, call.path[0]);
    if (!row) return not_found("fx_rate");
    answer_one(call, json::write(*row));
    return std::nullopt;
}

}  // namespace andvari::gateway
