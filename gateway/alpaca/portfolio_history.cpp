// What the account was worth, in Alpaca's columns.
#include <algorithm>

#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/history_timeframe.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/performance.hpp"

namespace andvari::gateway::alpaca {
namespace {

using portfolio::Grain;
using portfolio::HistoryRange;
using portfolio::HistoryView;

constexpr std::int64_t most_points = 2'000, day = 86'400'000'000;

struct Range {
    HistoryRange range;
    std::string_view timeframe;
};

/// Version 3 of the client calls the ends date_start and date_end.
Result<std::optional<Instant>> either(const Call& call, std::string_view name, std::string_view old_name, bool end_of_day) {
    const auto time = moment_parameter(call, name, end_of_day);
    if (!time || *time) return time;
    return moment_parameter(call, old_name, end_of_day);
}

Result<Range> range_of(const Call& call) {
    const auto start = either(call, "start", "date_start", false), end = either(call, "end", "date_end", true);
    if (!start) return start.error();
    if (!end) return end.error();
    const auto* period = parameter(call, "period");
    const auto days = days_of(period && !period->empty() ? *period : "1M");
    if (!days) return bad_request("invalid period: it must be a number and D, W, M or A");
    const auto* wanted = parameter(call, "timeframe");
    const bool fine = *days < 7 && !*start;
    const auto name = wanted && !wanted->empty() ? std::string_view{*wanted}
                      : fine                     ? "1Min"
                      : *days < 30 && !*start    ? "15Min"
                                                 : "1D";
    const auto frame = std::ranges::find(history_timeframes, name, &HistoryTimeframe::name);
    if (frame == std::end(history_timeframes)) return bad_request("invalid timeframe: it must be 1Min, 5Min, 15Min, 1H or 1D");
    const auto step = frame->step * portfolio::length_of(frame->grain);
    const auto to = end->value_or(Instant::now());
    const auto from = start->value_or(Instant{std::max<std::int64_t>(to.microseconds - *days * day, 0)});
    if (from >= to) return bad_request("invalid start: it must be before the end");
    const auto last = (to.microseconds - 1) / step;
    const auto first = std::max(from.microseconds / step, last - most_points + 1);
    return Range{{frame->grain, first * frame->step, frame->step, last - first + 1}, frame->name};
}

portfolio::Performance performance_of(store::Database& db, const AccountId& account, const HistoryRange& range) {
    portfolio::HistoryFacts facts;
    facts.balances = HistoryView::balances(db, account, range.grain, range.first, range.last());
    facts.holdings = HistoryView::holdings(db, account, range.grain, range.first, range.last());
    for (const auto& point : facts.holdings)
        if (const auto [marks, fresh] = facts.marks.try_emplace(point.symbol); fresh)
            marks->second = HistoryView::marks(db, point.symbol, range.grain, range.first, range.last());
    return portfolio::performance(range, facts);
}

/// A column: what `value` says of each point.
template <class Value>
std::string column(const std::vector<portfolio::HistoryPoint>& points, Value value) {
    return array_of(points, [&](std::string& out, const portfolio::HistoryPoint& point) { out += value(point); });
}

}  // namespace

std::optional<Problem> show_portfolio_history(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto range = range_of(call);
    if (!range) return range.error();
    const auto db = call.worker.models.open(Model::history);
    if (!db) return db.error();
    const auto result = performance_of(**db, account->id, range->range);
    JsonObject object{call.response->body};
    object.raw("timestamp", column(result.points, [](const auto& p) { return std::to_string(p.time.microseconds / 1'000'000); }));
    object.raw("equity", column(result.points, [](const auto& p) { return p.equity.text(); }));
    object.raw("profit_loss", column(result.points, [](const auto& p) { return p.profit_loss.text(); }));
    object.raw("profit_loss_pct", column(result.points, [](const auto& p) { return p.change.text(); }));
    object.number("base_value", result.base).text("timeframe", range->timeframe);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
