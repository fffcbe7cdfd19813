#include "events/portfolio.hpp"
#include "tests/load/limits.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"

namespace andvari::load {

Measured measure_outcome(RunningSystem& system) {
    constexpr int rounds = 7, commands = 300;
    Measured m{.key = "outcome",
               .what = "A durable command until its outcome, one at a time, p50",
               .limit = "one synchronous JetStream publish, then one SQLite commit (`FULL`)",
               .unit = "µs",
               .goal = 3,
               .at_most = true};
    Limits limits{system};
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> ours, limit;
        for (int i = 0; i < commands; ++i) limit.push_back(limits.publish_and_commit() * 1e6);
        for (int i = 0; i < commands; ++i) {
            const auto command = RunningSystem::deposit(1);
            const auto start = Clock::now();
            system.demand(command, portfolio::Deposited::type);
            ours.push_back(microseconds(Clock::now() - start));
        }
        m.ours.push_back(median(ours));
        m.limits.push_back(median(limit));
        m.more["p99_microseconds"].push_back(percentile(ours, 0.99));
        m.more["limit_p99_microseconds"].push_back(percentile(limit, 0.99));
    }
    return m;
}

}  // namespace andvari::load
