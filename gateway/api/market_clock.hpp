// What time it is for the market, and whether it trades.
#pragma once

#include <optional>
#include <string>

#include "events/stock.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway {

struct MarketNow {
    std::optional<std::string> market;  ///< "XNYS"; absent: a market that never closes, whose days are those of UTC.
    Instant timestamp;                  ///< The market's: where its clock is that of the quotes, the last one's time.
    stock::Phase phase = stock::Phase::regular;
    bool is_open = true;   ///< In the regular hours.
    std::string session;   ///< The trading day, or while closed the one to come: "2026-01-30".
    Instant since, until;  ///< Of the phase.
    Instant next_open, next_close;
    static constexpr auto fields =
        json::fields(json::field("market", &MarketNow::market), json::field("timestamp", &MarketNow::timestamp),
                     json::field("phase", &MarketNow::phase), json::field("is_open", &MarketNow::is_open),
                     json::field("session", &MarketNow::session), json::field("since", &MarketNow::since),
                     json::field("until", &MarketNow::until), json::field("next_open", &MarketNow::next_open),
                     json::field("next_close", &MarketNow::next_close));
};

/// By the read model of the stock context, `now` by our clock.
MarketNow market_now(store::Database& stock, Instant now);

}  // namespace andvari::gateway
