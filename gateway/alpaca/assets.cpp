// Instruments, as assets.
#include "gateway/alpaca/assets.hpp"
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::int64_t rows_at_once = 1000;

}  // namespace

void append_asset(std::string& out, const stock::InstrumentRow& row) {
    JsonObject object{out};
    object.text("id", asset_id_of(row.symbol)).text("class", "us_equity").text("exchange", "NYSE");
    object.text("symbol", row.symbol.text)
        .text("name", row.name)
        .text("status", "active")
        .flag("tradable", row.rules.tradable.value_or(true));
    object.flag("marginable", false)
        .flag("shortable", false)
        .flag("easy_to_borrow", false)
        .flag("fractionable", row.rules.fractionable.value_or(true));
    object.text("maintenance_margin_requirement", "100").text("margin_requirement_long", "100");
    object.text("margin_requirement_short", "100").raw("attributes", "[]");
}

std::optional<Problem> list_assets(Call& call) {
    const auto is_other = [&](std::string_view name, std::string_view ours) {
        const auto* text = parameter(call, name);
        return text && !text->empty() && *text != ours;
    };
    const bool none = is_other("status", "active") || is_other("asset_class", "us_equity") || is_other("exchange", "NYSE");
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    std::vector<stock::InstrumentRow> rows;
    for (std::string after; !none;) {
        auto page = stock::StockView::instruments(**db, after, rows_at_once);
        rows.insert(rows.end(), page.begin(), page.end());
        if (page.size() < static_cast<std::size_t>(rows_at_once)) break;
        after = page.back().symbol.text;
    }
    call.response->body = array_of(rows, append_asset);
    return std::nullopt;
}

std::optional<Problem> show_asset(Call& call) {
    const auto symbol = symbol_named(call, call.path[0]);
    if (!symbol) return symbol.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto row = stock::StockView::instrument(**db, *symbol);
    if (!row) return not_found("instrument");
    append_asset(call.response->body, *row);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
