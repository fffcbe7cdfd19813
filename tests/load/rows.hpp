// What is measured: one row of the table each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/load/running_system.hpp"

namespace andvari::load {

struct Measured {
    std::string key;    ///< Short, for the command line and bench.json.
    std::string what;   ///< For the table.
    std::string limit;  ///< What it is compared with; empty: the goal is absolute.
    std::string unit;
    std::optional<double> goal;                       ///< Absent: the project set itself none.
    bool at_most = false;                             ///< Whether the goal is a most; otherwise a least.
    std::vector<double> ours, limits;                 ///< Round by round, each pair measured one directly after the other.
    std::map<std::string, std::vector<double>> more;  ///< Further figures, for bench.json.
    std::string beside;                               ///< For the table: what else is to be known of ours.

    /// The median of the rounds' ratios, or where there is no limit of the rounds' figures.
    double result() const;
    /// Whether there is a goal, and it is reached.
    bool reached() const { return goal && (at_most ? result() <= *goal : result() >= *goal); }
};

Measured measure_outcome(RunningSystem&);
Measured measure_throughput(RunningSystem&);
Measured measure_visible(RunningSystem&);
Measured measure_updates(RunningSystem&);
Measured measure_get(RunningSystem&);
Measured measure_token(RunningSystem&);
Measured measure_logins(RunningSystem&);
/// Over whatever the log holds by then.
Measured measure_replay(RunningSystem&);
/// One quote through orders that rest in the running system.
Measured measure_fills(RunningSystem&);

// The engine's rules in memory, by a program of their own.
Measured measure_engine(const std::string& build);
Measured measure_books(const std::string& build);
Measured measure_sweep(const std::string& build);

}  // namespace andvari::load
