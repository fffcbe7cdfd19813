// The invariants of the blueprint's chapter 9 that the facts alone can show: conservation, one-outcome, no-overdraft,
// fills-match, gapless. Fed with every fact of every context; how the contexts interleave does not matter.
//
// Memory goes with what is open (orders, reservations, trades not yet settled), with accounts and their positions, and eight
// bytes for each command.
#pragma once

#include <cstdint>
#include <string_view>

#include "checks/accounts.hpp"
#include "checks/commands.hpp"
#include "checks/findings.hpp"
#include "checks/orders.hpp"
#include "checks/sources.hpp"
#include "checks/ties.hpp"
#include "shared/json/read.hpp"

namespace andvari::checks {

class Invariants {
public:
    Invariants() = default;
    Invariants(const Invariants&) = delete;
    Invariants& operator=(const Invariants&) = delete;

    /// A fact as the log holds it. False where it was not the next of its source: such a one counts for nothing.
    bool apply(const eventing::Envelope&, std::string_view body);
    /// Whether something was due and is not done.
    bool overdue(const Due&) const;
    /// After the last fact: judges what is still open, and the sums.
    void finish(const Due&);

    Findings& findings() { return findings_; }
    const Findings& findings() const { return findings_; }
    const Sources& sources() const { return sources_; }
    const Orders& orders() const { return orders_; }
    const Accounts& accounts() const { return accounts_; }
    const Commands& commands() const { return commands_; }
    std::uint64_t trade_sides() const { return ties_.trades.closed(); }

private:
    void judge(const eventing::Envelope&, std::string_view body);

    Findings findings_;
    Ties ties_;
    Sources sources_{findings_};
    Orders orders_{ties_, findings_};
    Accounts accounts_{ties_, findings_};
    Commands commands_{findings_};
    json::Document document_;
};

}  // namespace andvari::checks
