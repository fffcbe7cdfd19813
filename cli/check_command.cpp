#include "cli/check_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/progress.hpp"
#include "cli/system_check.hpp"

namespace andvari::cli {
namespace {
using checks::Invariant;

std::string subject_of(const SystemCheck& check, Invariant invariant) {
    const auto& facts = check.invariants();
    const auto accounts = grouped(facts.accounts().all().size());
    switch (invariant) {
        case Invariant::conservation:
            return fmt::format("{} accounts, {} symbols", accounts, grouped(facts.accounts().symbols()));
        case Invariant::one_outcome: return fmt::format("{} commands answered", grouped(facts.commands().answered()));
        case Invariant::no_overdraft: return fmt::format("{} accounts", accounts);
        case Invariant::fills_match:
            return fmt::format("{} orders, {} sides of trades", grouped(facts.orders().placed()), grouped(facts.trade_sides()));
        case Invariant::gapless:
            return fmt::format("{} facts of {} sources, {} repeats, {} journals", grouped(facts.sources().facts()),
                               facts.sources().positions().size(), grouped(facts.sources().repeats()), check.journals());
        case Invariant::replay_equal: return fmt::format("{} read models", check.models());
    }
    return {};
}

void print(const SystemCheck& check, Invariant invariant) {
    const auto& tally = check.findings().of(invariant);
    fmt::print("{:6} {:12}  {}", tally.found == 0 ? "ok" : "FAILED", checks::name_of(invariant), subject_of(check, invariant));
    if (tally.under_way > 0) fmt::print(", {} under way", grouped(tally.under_way));
    if (tally.found > 0) fmt::print("; {} findings", grouped(tally.found));
    fmt::print("\n");
    for (const auto& finding : tally.first) fmt::print("         {} ({})\n", finding.what, finding.where);
}
}  // namespace

int check_command(const Configuration& configuration, StopSignal& stop, bool strict) {
    const Attached attached{configuration, stop};
    SystemCheck check{attached, strict};
    check.run();
    for (std::size_t i = 0; i < checks::invariant_names.size(); ++i) print(check, static_cast<Invariant>(i));
    std::fflush(stdout);
    return check.findings().any() ? 1 : 0;
}

}  // namespace andvari::cli
