// What an account went through: activities, lots, and what it was worth.
#include <algorithm>
#include <set>

#include "gateway/api/endpoints.hpp"
#include "gateway/api/history_timeframe.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/performance.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using portfolio::Grain;
using portfolio::HistoryRange;
using portfolio::HistoryView;

constexpr std::int64_t usual_page = 50, largest_page = 500, most_points = 2'000, minutes_of_day = 1'440;

/// "FILL,DIV": the types that are asked for; none where nothing is said.
Result<std::vector<portfolio::ActivityType>> types_asked_for(const Call& call) {
    std::vector<portfolio::ActivityType> types;
    const auto* text = parameter(call, "type");
    if (!text) return types;
    const auto& names = json::EnumNames<portfolio::ActivityType>::names;
    for (std::size_t begin = 0; begin <= text->size();) {
        const auto end = std::min(text->find(',', begin), text->size());
        const auto found = std::ranges::find(names, std::string_view{*text}.substr(begin, end - begin));
        if (found == names.end()) return parameter_problem("type", "must be one or more of FILL, CSD, CSW, JNLC, FEE, MISC");
        types.push_back(static_cast<portfolio::ActivityType>(found - names.begin()));
        begin = end + 1;
    }
    return types;
}

/// The intervals that touch what is asked for; a month of them by days where nothing is said.
Result<HistoryRange> range_asked_for(const Call& call) {
    const auto start = time_parameter(call, "start");
    if (!start) return start.error();
    const auto end = time_parameter(call, "end");
    if (!end) return end.error();
    const auto* period = parameter(call, "period");
    if (period && *start) return parameter_problem("period", "does not go with start");
    const auto days = days_of(period ? *period : "1M");
    if (!days) return parameter_problem("period", "must be a number and D, W, M or A, such as 1M");
    const auto* name = parameter(call, "timeframe");
    const auto wanted = name ? std::string_view{*name} : (*days <= 1 && period ? "5Min" : "1D");
    const auto frame = std::ranges::find(history_timeframes, wanted, &HistoryTimeframe::name);
    if (frame == std::end(history_timeframes)) return parameter_problem("timeframe", "must be 1Min, 5Min, 15Min, 1H or 1D");

    const auto step = frame->step * portfolio::length_of(frame->grain);
    const auto to = end->value_or(Instant::now());
    const auto from = start->value_or(Instant{std::max<std::int64_t>(to.microseconds - *days * minutes_of_day * 60'000'000, 0)});
    if (from >= to) return parameter_problem("start", "must be before end");
    const auto first = from.microseconds / step, last = (to.microseconds - 1) / step;
    if (last - first + 1 > most_points)
        return parameter_problem("timeframe",
                                 "is too fine for this range, which has at most " + std::to_string(most_points) + " intervals");
    return HistoryRange{frame->grain, first * frame->step, frame->step, last - first + 1};
}

struct ShownHistory {
    AccountId account;
    std::string timeframe;
    Money base;
    Money profit_loss;
    portfolio::Ratio change;
    std::optional<Symbol> benchmark;
    std::optional<portfolio::Ratio> benchmark_change;
    std::vector<portfolio::HistoryPoint> points;
    static constexpr auto fields = json::fields(
        json::field("account", &ShownHistory::account), json::field("timeframe", &ShownHistory::timeframe),
        json::field("base", &ShownHistory::base), json::field("profit_loss", &ShownHistory::profit_loss),
        json::field("return", &ShownHistory::change), json::field("benchmark", &ShownHistory::benchmark),
        json::field("benchmark_return", &ShownHistory::benchmark_change), json::field("points", &ShownHistory::points));
};

portfolio::HistoryFacts facts_of(store::Database& db, const AccountId& account, const HistoryRange& range,
                                 const std::optional<Symbol>& benchmark) {
    portfolio::HistoryFacts facts;
    facts.balances = HistoryView::balances(db, account, range.grain, range.first, range.last());
    facts.holdings = HistoryView::holdings(db, account, range.grain, range.first, range.last());
    for (const auto& point : facts.holdings)
        if (const auto [marks, fresh] = facts.marks.try_emplace(point.symbol); fresh)
            marks->second = HistoryView::marks(db, point.symbol, range.grain, range.first, range.last());
    if (benchmark) facts.benchmark = HistoryView::marks(db, *benchmark, range.grain, range.first, range.last());
    return facts;
}

}  // namespace

std::optional<Problem> list_activities(Call& call) {
    const auto account = visible_account(call, {call.path[0]});
    if (!account) return account.error();
    auto types = types_asked_for(call);
    if (!types) return types.error();
    const auto from = time_parameter(call, "from");
    if (!from) return from.error();
    const auto to = time_parameter(call, "to");
    if (!to) return to.error();
    const auto before = number_cursor(call, 'y');
    if (!before) return before.error();
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto db = call.worker.models.open(Model::history);
    if (!db) return db.error();
    auto rows = HistoryView::activities(**db, {*account, std::move(*types), *from, *to, *before, *limit + 1});
    answer_page(call, rows, *limit, [](const portfolio::ActivityRow& row) { return to_cursor('y', std::to_string(row.place)); });
    return std::nullopt;
}

std::optional<Problem> list_lots(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return not_found("position");
    const auto account = account_asked_for(call);
    if (!account) return account.error();
    const auto* status = parameter(call, "status");
    if (status && *status != "open" && *status != "all") return parameter_problem("status", "must be open or all");
    const auto after = number_cursor(call, 'g');
    if (!after) return after.error();
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto accounts = call.worker.models.open(Model::accounts);
    if (!accounts) return accounts.error();
    // Also of a position that was sold off.
    if (!portfolio::AccountsView::any_position(**accounts, *account, *symbol)) return not_found("position");
    const auto db = call.worker.models.open(Model::history);
    if (!db) return db.error();
    auto rows = HistoryView::lots(**db, *account, *symbol, status && *status == "all", *after, *limit + 1);
    answer_page(call, rows, *limit, [](const portfolio::LotRow& row) { return to_cursor('g', std::to_string(row.place)); });
    return std::nullopt;
}

std::optional<Problem> show_history(Call& call) {
    const auto account = visible_account(call, {call.path[0]});
    if (!account) return account.error();
    const auto range = range_asked_for(call);
    if (!range) return range.error();
    std::optional<Symbol> benchmark;
    if (const auto* text = parameter(call, "benchmark")) {
        if (!is_symbol(*text)) return parameter_problem("benchmark", "must be a symbol such as SPX");
        benchmark = Symbol{*text};
    }
    const auto db = call.worker.models.open(Model::history);
    if (!db) return db.error();
    auto result = portfolio::performance(*range, facts_of(**db, *account, *range, benchmark));
    const auto frame = std::ranges::find_if(
        history_timeframes, [&](const HistoryTimeframe& t) { return t.grain == range->grain && t.step == range->step; });
    const auto last = result.points.back();
    const ShownHistory shown{*account,
                             std::string{frame->name},
                             result.base,
                             last.profit_loss,
                             last.change,
                             benchmark,
                             last.benchmark_change,
                             std::move(result.points)};
    answer_one(call, json::write(shown));
    return std::nullopt;
}

}  // namespace andvari::gateway
