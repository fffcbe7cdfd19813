#include "gateway/alpaca/adjustment.hpp"

namespace andvari::gateway::alpaca {
namespace {
using stock::ActionKind;
using stock::StockView;
constexpr std::int64_t most_actions = 1000;

struct Factor {
    Instant before;                           ///< It is for bars that began before then.
    std::int64_t numerator = 1, divisor = 1;  ///< Of prices.
    bool of_shares = false;                   ///< Volumes change the other way.
};

/// What is left of the last close before the shares went ex.
std::optional<Factor> dividend_factor(store::Database& db, const stock::ActionRow& row) {
    const auto bars = StockView::bars(db, {row.symbol, stock::Interval::day, {}, row.effective, {}, 1, true});
    if (bars.empty() || bars[0].close.units() <= row.per_share->units()) return std::nullopt;
    return Factor{row.effective, bars[0].close.units() - row.per_share->units(), bars[0].close.units(), false};
}

std::vector<Factor> factors_of(store::Database& db, const Symbol& symbol, Adjustment wanted) {
    std::vector<Factor> factors;
    for (const auto& row : StockView::actions(db, symbol, {}, most_actions)) {
        if (!row.due) continue;
        if (row.kind == ActionKind::split && wanted.splits)
            factors.push_back({row.effective, row.ratio->denominator, row.ratio->numerator, true});
        if (row.kind == ActionKind::dividend && wanted.dividends)
            if (const auto factor = dividend_factor(db, row)) factors.push_back(*factor);
    }
    return factors;
}
}  // namespace

std::optional<Adjustment> Adjustment::parse(std::string_view text) {
    Adjustment adjustment;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto name = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        if (name != "raw" && name != "split" && name != "dividend" && name != "all") return std::nullopt;
        if (name == "split" || name == "all") adjustment.splits = true;
        if (name == "dividend" || name == "all") adjustment.dividends = true;
    }
    return adjustment;
}

void adjust(store::Database& stock, const Symbol& symbol, Adjustment wanted, std::vector<stock::Bar>& bars) {
    if (!wanted.splits && !wanted.dividends) return;
    for (const auto& [before, numerator, divisor, of_shares] : factors_of(stock, symbol, wanted))
        for (auto& bar : bars) {
            if (bar.time >= before) continue;
            for (auto* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price = Price::of_units(multiply_divide(price->units(), numerator, divisor));
            if (of_shares) bar.volume = Quantity::of_units(multiply_divide(bar.volume.units(), divisor, numerator));
        }
}

}  // namespace andvari::gateway::alpaca
