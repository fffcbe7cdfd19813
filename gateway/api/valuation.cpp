#include "gateway/api/valuation.hpp"

#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway {
namespace {

using portfolio::AccountsView;

constexpr std::int64_t day = 86'400'000'000, days_looked_back = 14, page = 500;

/// The close of the last day before the one that `now` is in, by the market's clock.
std::optional<Price> last_close(store::Database& db, const Symbol& symbol, Instant now) {
    const auto today = now.microseconds - now.microseconds % day;
    const auto bars = stock::StockView::bars(
        db, {symbol, stock::Interval::day, Instant{today - days_looked_back * day}, Instant{today}, {}, days_looked_back + 1});
    return bars.empty() ? std::nullopt : std::optional{bars.back().close};
}

}  // namespace

ValuedPosition valued(Worker& worker, const portfolio::PositionRow& row) {
    ValuedPosition position{row, {}, {}, {}, {}, {}};
    const auto db = worker.models.open(Model::stock);
    if (!db) return position;
    const auto quote = stock::StockView::quote(**db, row.symbol);
    if (!quote) return position;
    position.lastday_price = last_close(**db, row.symbol, quote->time);
    if (quote->bid_size.positive()) position.price = quote->bid;
    else if (quote->ask_size.positive()) position.price = quote->ask;
    else position.price = position.lastday_price;
    if (!position.price) return position;
    position.market_value = value_of(*position.price, row.quantity);
    position.unrealised = *position.market_value - row.cost;
    if (position.lastday_price) position.change_today = *position.market_value - value_of(*position.lastday_price, row.quantity);
    return position;
}

Result<ValuedAccount> valued(Worker& worker, const portfolio::AccountRow& row) {
    const auto db = worker.models.open(Model::accounts);
    if (!db) return db.error();
    ValuedAccount account{row, {}, {}, row.cash, {}, {}};
    std::string after;
    for (;;) {
        const auto rows = AccountsView::positions(**db, row.id, after, page);
        for (const auto& held : rows) {
            const auto position = valued(worker, held);
            account.market_value += position.market_value.value_or(held.cost);
            account.unrealised += position.unrealised.value_or(Money{});
            account.change_today += position.change_today.value_or(Money{});
            if (!position.price) account.unpriced.push_back(held.symbol);
        }
        if (rows.size() < static_cast<std::size_t>(page)) break;
        after = rows.back().symbol.text;
    }
    account.equity += account.market_value;
    return account;
}

}  // namespace andvari::gateway
