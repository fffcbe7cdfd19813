// What an account was worth, interval by interval, and what came of it. Pure.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "services/portfolio/history_view.hpp"

namespace andvari::portfolio {

struct RatioTag;
/// 0.05 is five per cent.
using Ratio = Amount<RatioTag, 9>;

/// Whole intervals of so many minutes or days. The market's prices are those that had come by an interval's end.
struct HistoryRange {
    Grain grain{};
    std::int64_t first = 0;  ///< Minute or day since 1970 at which the first interval begins.
    std::int64_t step = 1;   ///< Of an interval.
    std::int64_t count = 1;  ///< Of intervals.
    std::int64_t last() const { return first + step * count - 1; }
};

struct HistoryPoint {
    Instant time;  ///< At which the interval began.
    Money equity, cash;
    Money flow;         ///< Paid in from outside within the interval, less what went out.
    Money profit_loss;  ///< Since the beginning of the range: what equity grew by without the flows.
    Ratio change;       ///< Since then, time-weighted.
    std::optional<Ratio> benchmark_change;
    static constexpr auto fields =
        json::fields(json::field("time", &HistoryPoint::time), json::field("equity", &HistoryPoint::equity),
                     json::field("cash", &HistoryPoint::cash), json::field("flow", &HistoryPoint::flow),
                     json::field("profit_loss", &HistoryPoint::profit_loss), json::field("return", &HistoryPoint::change),
                     json::field("benchmark_return", &HistoryPoint::benchmark_change));
};

struct Performance {
    Money base;  ///< Equity at the beginning of the range.
    std::vector<HistoryPoint> points;
};

/// What a range is computed from: of each, what stood at its beginning, and what came within.
struct HistoryFacts {
    std::vector<BalancePoint> balances;
    std::vector<HoldingPoint> holdings;
    std::map<Symbol, std::vector<MarkPoint>> marks;  ///< Of what was held; where one is missing the last trade's price counts.
    std::vector<MarkPoint> benchmark;
};

/// The return of an interval is equity at its end over equity at its beginning with what flowed in; those of all intervals are
/// multiplied, so that neither a deposit nor a withdrawal counts as a gain or a loss.
Performance performance(const HistoryRange&, const HistoryFacts&);

}  // namespace andvari::portfolio
