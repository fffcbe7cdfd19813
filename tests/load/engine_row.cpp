#include <nlohmann/json.hpp>

#include "tests/load/rows.hpp"

namespace andvari::load {
namespace {
/// The program's figures, round by round: those called `ours` and `limit` are the row's.
void measure_with(const std::string& build, const char* part, const char* ours, const char* limit, Measured& m) {
    constexpr int rounds = 3;
    for (int round = 0; round < rounds; ++round) {
        const auto figures = nlohmann::json::parse(output_of({build + "/services/engine/engine_bench", part}));
        for (const auto& [name, value] : figures.items()) m.more[name].push_back(value.get<double>());
    }
    m.ours = m.more.at(ours);
    if (!m.limit.empty()) m.limits = m.more.at(limit);
}
}  // namespace

Measured measure_engine(const std::string& build) {
    Measured m{.key = "engine", .what = "The engine alone, in memory", .unit = "orders/s", .goal = 1'000'000};
    measure_with(build, "one_book", "orders_per_second", "", m);
    return m;
}

Measured measure_books(const std::string& build) {
    Measured m{.key = "books",
               .what = "The engine alone, 1,000 symbols with 100,000 resting orders",
               .limit = "the same orders in the standard's maps and lists, without rules or facts",
               .unit = "orders/s"};
    measure_with(build, "many_books", "orders_per_second_in_1000_books", "bare_orders_per_second_in_1000_books", m);
    return m;
}

Measured measure_sweep(const std::string& build) {
    Measured m{.key = "sweep",
               .what = "The engine alone, one quote through 10,000 resting orders",
               .limit = "the same orders taken out of the standard's maps and lists",
               .unit = "ms",
               .at_most = true};
    measure_with(build, "sweep", "sweep_10000_orders_ms", "bare_sweep_10000_orders_ms", m);
    return m;
}

}  // namespace andvari::load
