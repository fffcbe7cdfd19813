#include "gateway/alpaca/valuation.hpp"

#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using RatioTag = struct RatioTag_;
using Ratio = Amount<RatioTag, 8>;

constexpr std::int64_t positions_at_once = 500;

Price middle_of(const stock::QuoteRow& quote) {
    if (quote.bid.zero()) return quote.ask;
    if (quote.ask.zero()) return quote.bid;
    return Price::of_units(multiply_divide(quote.bid.units() + quote.ask.units(), 1, 2));
}

}  // namespace

std::optional<Mark> mark_of(store::Database& stock, const Symbol& symbol) {
    const auto quote = stock::StockView::quote(stock, symbol);
    stock::BarQuery query{symbol, stock::Interval::day, {}, {}, {}, 1, true};
    // The day that is quoted is not over.
    if (quote) query.to = Instant{quote->time.day() * 86'400'000'000};
    const auto days = stock::StockView::bars(stock, query);
    if (!quote && days.empty()) return std::nullopt;
    const auto current = quote ? middle_of(*quote) : days.front().close;
    return Mark{current, days.empty() ? current : days.front().close};
}

Holding holding_of(store::Database& stock, portfolio::PositionRow row) {
    const auto mark =
        mark_of(stock, row.symbol).value_or(Mark{row.average_price.value_or(Price{}), row.average_price.value_or(Price{})});
    const auto value = value_of(mark.current, row.quantity), lastday = value_of(mark.lastday, row.quantity);
    return {std::move(row), mark, value, lastday};
}

std::vector<Holding> holdings_of(store::Database& accounts, store::Database& stock, const AccountId& account) {
    std::vector<Holding> holdings;
    for (std::string after;;) {
        auto rows = portfolio::AccountsView::positions(accounts, account, after, positions_at_once);
        const bool last = rows.size() < static_cast<std::size_t>(positions_at_once);
        if (!rows.empty()) after = rows.back().symbol.text;
        for (auto& row : rows) holdings.push_back(holding_of(stock, std::move(row)));
        if (last) return holdings;
    }
}

std::string ratio_text(Money part, Money whole) {
    if (whole.zero()) return "0";
    const auto negative = whole.negative();
    const auto units =
        multiply_divide(negative ? (-part).units() : part.units(), Ratio::one, negative ? (-whole).units() : whole.units());
    return Ratio::of_units(units).text();
}

}  // namespace andvari::gateway::alpaca
