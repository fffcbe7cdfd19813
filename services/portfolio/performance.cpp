#include "services/portfolio/performance.hpp"

#include <algorithm>
#include <limits>

namespace andvari::portfolio {
namespace {
/// Goes through points in their order; `at` is the last up to a bucket.
template <class Point>
class Cursor {
public:
    explicit Cursor(const std::vector<Point>& points) : points_{points} {}
    /// Visits each that has come by `bucket`.
    template <class Visit>
    void advance(std::int64_t bucket, Visit visit) {
        for (; next_ < points_.size() && points_[next_].bucket <= bucket; ++next_) visit(points_[next_]);
    }

private:
    const std::vector<Point>& points_;
    std::size_t next_ = 0;
};

struct Held {
    Quantity quantity;
    Price price;  ///< The market's, or while it has said nothing, of the last trade.
    bool marked = false;
};

/// index × now ÷ before, kept within what a ratio can say.
Ratio grown(Ratio index, Money now, Money before) {
    if (!before.positive()) return index;
    const auto exact = static_cast<__int128>(index.units()) * std::max(now, Money{}).units() / before.units();
    constexpr __int128 most = std::numeric_limits<std::int64_t>::max() / 2;
    return Ratio::of_units(static_cast<std::int64_t>(std::min(exact, most)));
}

class Sweep {
public:
    explicit Sweep(const HistoryFacts& facts)
        : balances_{facts.balances}, holdings_{facts.holdings}, benchmark_{facts.benchmark} {
        for (const auto& [symbol, points] : facts.marks) marks_.emplace(symbol, Cursor<MarkPoint>{points});
    }

    /// To the end of this bucket. Answers what flowed meanwhile.
    Money advance(std::int64_t bucket) {
        Money flow;
        balances_.advance(bucket, [&](const BalancePoint& point) {
            cash = point.cash;
            flow += point.flow;
        });
        holdings_.advance(bucket, [&](const HoldingPoint& point) {
            auto& held = held_[point.symbol];
            held.quantity = point.held;
            if (!held.marked) held.price = point.paid;
        });
        for (auto& [symbol, cursor] : marks_)
            cursor.advance(bucket, [&](const MarkPoint& point) {
                auto& held = held_[symbol];
                held.price = point.price;
                held.marked = true;
            });
        benchmark_.advance(bucket, [&](const MarkPoint& point) { benchmark = point.price; });
        return flow;
    }
    Money equity() const {
        auto sum = cash;
        for (const auto& [symbol, held] : held_) sum += value_of(held.price, held.quantity);
        return sum;
    }

    Money cash;
    std::optional<Price> benchmark;

private:
    Cursor<BalancePoint> balances_;
    Cursor<HoldingPoint> holdings_;
    Cursor<MarkPoint> benchmark_;
    std::map<Symbol, Cursor<MarkPoint>> marks_;
    std::map<Symbol, Held> held_;
};
}  // namespace

Performance performance(const HistoryRange& range, const HistoryFacts& facts) {
    Sweep sweep{facts};
    sweep.advance(range.first - 1);
    Performance result{sweep.equity(), {}};
    const auto one = Ratio::whole(1);
    auto index = one;
    auto before = result.base;
    Money flows;
    auto benchmark_base = sweep.benchmark;
    for (std::int64_t i = 0; i < range.count; ++i) {
        const auto begin = range.first + i * range.step;
        const auto flow = sweep.advance(begin + range.step - 1);
        const auto equity = sweep.equity();
        index = grown(index, equity, before + flow);
        flows += flow;
        // A benchmark that is known later than the range begins is counted from there.
        if (!benchmark_base) benchmark_base = sweep.benchmark;
        HistoryPoint point{
            Instant{begin * length_of(range.grain)}, equity, sweep.cash, flow, equity - result.base - flows, index - one, {}};
        if (benchmark_base && benchmark_base->positive())
            point.benchmark_change =
                Ratio::of_units(multiply_divide(sweep.benchmark->units(), Ratio::one, benchmark_base->units())) - one;
        result.points.push_back(point);
        before = equity;
    }
    return result;
}

}  // namespace andvari::portfolio
