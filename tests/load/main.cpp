// Measures each row of docs/performance.md's table: load <build folder> <page> [row…]
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <set>
#include <stdexcept>

#include "tests/load/report.hpp"

namespace {
using namespace andvari::load;

struct Row {
    std::string key;
    std::function<Measured(RunningSystem&)> measure;
};

// Replay comes after those that fill the log as people would, and before the one that fills it with a single symbol.
const std::vector<Row> all_rows{
    {"outcome", measure_outcome},
    {"throughput", measure_throughput},
    {"visible", measure_visible},
    {"updates", measure_updates},
    {"get", measure_get},
    {"token", measure_token},
    {"logins", measure_logins},
    {"replay", measure_replay},
    {"fills", measure_fills},
    {"engine", [](RunningSystem& s) { return measure_engine(s.build()); }},
    {"books", [](RunningSystem& s) { return measure_books(s.build()); }},
    {"sweep", [](RunningSystem& s) { return measure_sweep(s.build()); }},
};

void tell(const Measured& m) {
    std::fprintf(stderr, "  %.2f", m.result());
    if (m.goal) std::fprintf(stderr, " (goal %s %g)", m.at_most ? "at most" : "at least", *m.goal);
    std::fputs("\n", stderr);
}

int measure(const std::string& build, const std::string& page, const std::set<std::string>& wanted) {
    for (const auto& name : wanted)
        if (std::ranges::find(all_rows, name, &Row::key) == all_rows.end())
            throw std::invalid_argument{"there is no row '" + name + "'"};
    const auto here = machine();
    std::vector<Measured> measured;
    RunningSystem system{build, build + "/bench"};
    for (const auto& row : all_rows) {
        if (!wanted.empty() && !wanted.contains(row.key)) continue;
        std::fprintf(stderr, "measuring: %s\n", row.key.c_str());
        measured.push_back(row.measure(system));
        tell(measured.back());
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
