// Instruments, quotes, bars: the same for every caller.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using stock::StockView;

Result<stock::Interval> interval_parameter(const Call& call) {
    const auto* text = parameter(call, "interval");
    const auto& names = json::EnumNames<stock::Interval>::names;
    if (!text || *text == names[1]) return stock::Interval::day;
    if (*text == names[0]) return stock::Interval::minute;
    return parameter_problem("interval", "must be 1Day or 1Min");
}

}  // namespace

std::optional<Problem> list_instruments(Call& call) {
    const auto limit = limit_parameter(call, 50, 500);
    if (!limit) return limit.error();
    const auto after = text_cursor(call, 'i');
    if (!after) return after.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    auto rows = StockView::instruments(**db, after->value_or(""), *limit + 1);
    answer_page(call, rows, *limit, [](const stock::InstrumentRow& row) { return to_cursor('i', row.symbol.text); });
    return std::nullopt;
}

std::optional<Problem> show_instrument(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return symbol.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto row = StockView::instrument(**db, *symbol);
    if (!row) return not_found("instrument");
    answer_one(call, json::write(*row));
    return std::nullopt;
}

std::optional<Problem> list_actions(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return symbol.error();
    const auto after = number_cursor(call, 'k');
    if (!after) return after.error();
    const auto limit = limit_parameter(call, 50, 500);
    if (!limit) return limit.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    auto rows = StockView::actions(**db, *symbol, *after, *limit + 1);
    if (rows.empty() && !StockView::instrument(**db, *symbol)) return not_found("instrument");
    answer_page(call, rows, *limit, [](const stock::ActionRow& row) { return to_cursor('k', std::to_string(row.place)); });
    return std::nullopt;
}

std::optional<Problem> show_action(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return symbol.error();
    if (!is_token(call.path[1])) return not_found("action");
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto row = StockView::action(**db, *symbol, call.path[1]);
    if (!row) return not_found("action");
    answer_one(call, json::write(*row));
    return std::nullopt;
}

std::optional<Problem> show_quote(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return not_found("quote");
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    const auto row = StockView::quote(**db, *symbol);
    if (!row) return not_found("quote");
    answer_one(call, json::write(*row));
    return std::nullopt;
}

std::optional<Problem> list_bars(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return symbol.error();
    const auto interval = interval_parameter(call);
    if (!interval) return interval.error();
    const auto from = time_parameter(call, "from");
    if (!from) return from.error();
    const auto to = time_parameter(call, "to");
    if (!to) return to.error();
    const auto after = number_cursor(call, 'b');
    if (!after) return after.error();
    const auto limit = limit_parameter(call, 100, 1000);
    if (!limit) return limit.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    stock::BarQuery query{*symbol, *interval, *from, *to, {}, *limit + 1};
    if (*after) query.after = Instant{static_cast<std::int64_t>(**after)};
    auto rows = StockView::bars(**db, query);
    if (rows.empty() && !StockView::instrument(**db, *symbol)) return not_found("instrument");
    answer_page(call, rows, *limit, [](const stock::Bar& bar) { return to_cursor('b', std::to_string(bar.time.microseconds)); });
    return std::nullopt;
}

}  // namespace andvari::gateway
