// All invariants on a whole system: the log, the journals that it came from, and the read models that come from it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "checks/invariants.hpp"
#include "cli/attach.hpp"
#include "cli/log_reader.hpp"
#include "cli/system.hpp"

namespace andvari::cli {

class SystemCheck {
public:
    /// `attached` must outlive it.
    SystemCheck(const Attached& attached, bool strict) : attached_{attached}, strict_{strict} {}

    /// Once. Throws Interrupted, and std::runtime_error when the log or a database cannot be read.
    void run();

    const checks::Findings& findings() const { return invariants_.findings(); }
    const checks::Invariants& invariants() const { return invariants_; }
    std::size_t journals() const { return journals_; }  ///< How many were compared with the log.
    std::size_t models() const { return models_; }      ///< The same of read models.

private:
    void read_log();
    /// On a running system, gives what is overdue (after a restart, say) the time to be done.
    void wait_for_the_overdue(LogReader&, const LogReader::Visit&);
    void take(const bus::Delivered&);
    void check_journal(std::string_view context);
    void compare_model(const NamedView&);
    void compare_balances();
    void check_answers();

    const Attached& attached_;
    bool strict_;
    checks::Due due_;
    checks::Invariants invariants_;
    std::size_t journals_ = 0, models_ = 0;
    std::unique_ptr<store::Database> balances_;  ///< The accounts as of one moment, until they have been compared.
    std::uint64_t balances_at_ = 0;              ///< How far the portfolio had come then.
};

}  // namespace andvari::cli
