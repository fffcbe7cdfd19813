#include <nlohmann/json.hpp>

#include "tests/load/rows.hpp"

namespace andvari::load {

Measured measure_engine(const std::string& build) {
    constexpr int rounds = 3;
    Measured m{.key = "engine", .what = "The engine alone, in memory", .unit = "orders/s", .goal = 1'000'000};
    for (int round = 0; round < rounds; ++round) {
        const auto figures = nlohmann::json::parse(output_of({build + "/services/engine/engine_bench"}));
        for (const auto& [name, value] : figures.items()) m.more[name].push_back(value.get<double>());
    }
    m.ours = m.more["orders_per_second"];
    return m;
}

}  // namespace andvari::load
