// Measures each row of docs/performance.md's table: load <build folder> <page> [row…]
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <set>

#include "tests/load/report.hpp"

namespace {
using namespace andvari::load;

struct Row {
    std::string key;
    std::function<Measured(RunningSystem&)> measure;
};

// Replay comes after those that fill the log.
const std::vector<Row> all_rows{
    {"outcome", measure_outcome},
    {"throughput", measure_throughput},
    {"visible", measure_visible},
    {"updates", measure_updates},
    {"get", measure_get},
    {"token", measure_token},
    {"logins", measure_logins},
    {"replay", measure_replay},
    {"engine", [](RunningSystem& s) { return measure_engine(s.build()); }},
};

int measure(const std::string& build, const std::string& page, const std::set<std::string>& wanted) {
    const auto here = machine();
    std::vector<Measured> measured;
    RunningSystem system{build, build + "/bench"};
    for (const auto& row : all_rows) {
        if (!wanted.empty() && !wanted.contains(row.key)) continue;
        std::fprintf(stderr, "measuring: %s\n", row.key.c_str());
        measured.push_back(row.measure(system));
        const auto& last = measured.back();
        std::fprintf(stderr, "  %.2f (goal %s %g)\n", last.result(), last.at_most ? "at most" : "at least", last.goal);
    }
    const auto text = table(measured, here);
    std::fputs(text.c_str(), stdout);
    std::ofstream{build + "/bench.json"} << raw_figures(measured, here);
    if (wanted.empty()) write_into_page(page, text);
    return 0;
}
}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return std::fprintf(stderr, "load <build folder> <page> [row...]\n"), 2;
    try {
        return measure(argv[1], argv[2], {argv + 3, argv + argc});
    } catch (const std::exception& e) {
        std::fprintf(stderr, "load: %s\n", e.what());
        return 1;
    }
}
