#include "gateway/api/market_clock.hpp"

#include <algorithm>

#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {
constexpr std::int64_t day_microseconds = 86'400'000'000;

MarketNow never_closed(Instant now) {
    const Instant midnight{now.day() * day_microseconds}, next{midnight.microseconds + day_microseconds};
    // A day ends where the next one begins.
    return {std::nullopt, now, stock::Phase::regular, true, now.date(), midnight, next, next, next};
}
}  // namespace

MarketNow market_now(store::Database& stock, Instant now) {
    const auto known = stock::StockView::phase(stock);
    if (!known) return never_closed(now);
    // A clock that is told is ours. One of quotes stands where the last one was.
    auto time = now;
    if (now >= known->until)
        time = std::clamp(stock::StockView::last_quoted(stock).value_or(known->since), known->since,
                          Instant{known->until.microseconds - 1});
    const auto day = Instant{known->session * day_microseconds}.date();
    return {known->market,
            time,
            known->phase,
            known->phase == stock::Phase::regular,
            day,
            known->since,
            known->until,
            known->next_open,
            known->next_close};
}

std::optional<Problem> show_clock(Call& call) {
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    call.response->body = json::write(market_now(**db, Instant::now()));
    return std::nullopt;
}

}  // namespace andvari::gateway
