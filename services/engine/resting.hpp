// An order in the book of a symbol.
#pragma once

#include <optional>
#include <string>

#include "events/engine.hpp"

namespace andvari::engine {

struct Resting {
    OrderId order;
    AccountId account;
    order::Side side{};
    bool day = false;  ///< Ends with its session.
    Quantity remaining;
    Price price;  ///< No worse: the limit, or a market order's protection.
    std::int64_t session = 0;
    std::optional<Instant> quoted;         ///< The time of the quote that stood before it.
    std::optional<std::string> owner{};    ///< Of the account: nobody trades with himself.
    std::optional<OrderId> shares_with{};  ///< As in Party.
    std::optional<bool> extended{};        ///< Trades in extended hours as well.
    static constexpr auto fields = json::fields(
        json::field("order", &Resting::order), json::field("account", &Resting::account), json::field("side", &Resting::side),
        json::field("day", &Resting::day), json::field("remaining", &Resting::remaining), json::field("price", &Resting::price),
        json::field("session", &Resting::session), json::field("quoted", &Resting::quoted), json::field("owner", &Resting::owner),
        json::field("shares_with", &Resting::shares_with), json::field("extended", &Resting::extended));
};

}  // namespace andvari::engine
