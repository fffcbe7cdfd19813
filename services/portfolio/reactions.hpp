// What the portfolio makes of others' facts. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "events/engine.hpp"
#include "events/market.hpp"
#include "services/portfolio/domain.hpp"
#include "services/portfolio/holders.hpp"

namespace andvari::portfolio {

struct Settings {
    std::int64_t collar_basis_points = 500;    ///< How far beyond ask or bid a market order may trade; 0 to 9,999.
    std::int64_t quote_max_age_seconds = 60;   ///< A market order needs a quote no older than this when it is placed.
    FeeModel fees{};                           ///< Of orders that are placed from now on.
    std::int64_t fx_max_age_seconds = 86'400;  ///< A conversion needs a rate no older than this.
    std::int64_t settlement_days = 0;          ///< How many sessions after a sale its money may leave the account.
};

/// A transfer into another currency becomes Send, with the rate that the market gives it now.
Command priced(Transfer, Instant now, const Market&, const Settings&);

/// Placed: Reserve, with the protection price that the market gives it. Cancelled, Expired, Rejected: Release.
/// ReplaceRequested: Raise. ReplaceRejected: Lower.
std::vector<Command> react(const order::Fact&, const Market&, const Settings&, const Holders& = {});
/// Traded: Settle for each customer in it. Replaced: Move. Resized: Shrink. Cancelled, Expired: ReleaseShared. Split, WentEx,
/// DividendPayable: Split, Accrue, PayDividend for each account that may hold the symbol.
std::vector<Command> react(const engine::Fact&, const Holders& = {}, const Settings& = {});
/// Our own. TransferSent: Receive at the other account. TransferReceived, TransferRefused: Complete, Return at the sender.
std::vector<Command> react(const Fact&);

}  // namespace andvari::portfolio
