#include "tests/load/report.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "shared/time/instant.hpp"
#include "tests/load/statistics.hpp"

namespace andvari::load {
namespace {
constexpr std::string_view begins = "<!-- figures -->\n", ends = "<!-- end of figures -->\n";

std::string figure(double value) {
    if (value < 100) return fmt::format("{:.1f}", value);
    auto text = fmt::format("{:.0f}", value);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

std::string goal(const Measured& m) {
    if (!m.goal) return "–";
    const auto number = *m.goal < 1        ? fmt::format("{}", *m.goal)
                        : m.limits.empty() ? figure(*m.goal)
                                           : fmt::format("{:.0f}", *m.goal);
    const auto unit = m.limits.empty() ? " " + m.unit : m.at_most ? " ×" : "";
    return (m.at_most ? "≤ " : "≥ ") + number + unit;
}

std::string row(const Measured& m) {
    const bool compared = !m.limits.empty();
    return fmt::format("| {} | {} {}{} | {} | {} | {} | {} |\n", m.what, figure(median(m.ours)), m.unit,
                       m.beside.empty() ? "" : " (" + m.beside + ")",
                       compared ? fmt::format("{} {}: {}", figure(median(m.limits)), m.unit, m.limit) : "–",
                       compared ? fmt::format("**{:.2f}**", m.result()) : "–", goal(m),
                       !m.goal       ? "–"
                       : m.reached() ? "yes"
                                     : "not yet");
}
}  // namespace

double Measured::result() const {
    if (limits.empty()) return median(ours);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / limits[i]);
    return median(ratios);
}

std::string table(const std::vector<Measured>& rows, const Machine& machine) {
    std::string text = "\n| what | Andvari | its limit in the same run | ratio | goal | reached |\n|---|---|---|---|---|---|\n";
    for (const auto& m : rows) text += row(m);
    text += fmt::format(
        "\nMeasured on {}: {}, {} cores, {}, {}, nats-server {}, nginx {}; load average {:.1f} before it began, {:.1f} at its "
        "end.\n\n",
        Instant::now().date(), machine.processor, machine.cores, machine.system, machine.compiler, machine.nats_server,
        machine.nginx, machine.load, load_average());
    return text;
}

std::string raw_figures(const std::vector<Measured>& rows, const Machine& machine) {
    nlohmann::ordered_json all;
    all["machine"] = {{"processor", machine.processor},
                      {"cores", machine.cores},
                      {"system", machine.system},
                      {"compiler", machine.compiler},
                      {"nats_server", machine.nats_server},
                      {"nginx", machine.nginx},
                      {"load", machine.load}};
    for (const auto& m : rows) {
        auto& row = all["rows"][m.key];
        row = {{"unit", m.unit}, {"ours", m.ours}, {"limits", m.limits}, {"result", m.result()}};
        if (m.goal) row.update({{"goal", *m.goal}, {"reached", m.reached()}});
        row["more"] = m.more;
    }
    return all.dump(2) + "\n";
}

void write_into_page(const std::string& page, const std::string& table) {
    std::ifstream in{page, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto first = text.find(begins), last = text.find(ends);
    if (first == text.npos || last == text.npos) throw std::runtime_error{page + " has no place for the figures"};
    text.replace(first + begins.size(), last - first - begins.size(), table);
    std::ofstream{page, std::ios::binary} << text;
}

}  // namespace andvari::load
