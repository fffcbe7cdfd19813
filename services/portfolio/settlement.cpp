#include "services/portfolio/settlement.hpp"

#include "shared/calendar/exchange_calendar.hpp"

namespace andvari::portfolio {

std::optional<Instant> settlement_of(Instant traded, std::int64_t sessions) {
    if (sessions == 0) return std::nullopt;
    const auto session = calendar::session_after(calendar::day_at(traded), static_cast<int>(sessions));
    return session ? std::optional{session->opens} : std::nullopt;
}

std::optional<Refusal> trouble_with_leaving(const Account& account, Money amount, Instant now) {
    if (amount > account.free()) return Refusal{"insufficient_cash", account.free().text() + " is free"};
    const auto settled = account.cash - still_unsettled(account.unsettled, now);
    if (amount <= settled) return std::nullopt;
    auto reached = settled;
    for (const auto& one : account.unsettled) {
        if (one.settles <= now) continue;
        reached += one.amount;
        if (amount <= reached)
            return Refusal{"unsettled_cash", settled.text() + " may leave the account now, and so much at " + one.settles.text()};
    }
    return std::nullopt;
}

void set_cash(Account& account, Money cash) {
    account.cash = cash;
    keep_within(account.unsettled, cash);
}

}  // namespace andvari::portfolio
