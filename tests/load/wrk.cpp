#include "tests/load/wrk.hpp"

#include <stdexcept>
#include <string_view>

#include "tests/load/child.hpp"

namespace andvari::load {
namespace {
// With the space before it: a spread of 85.99% stands above.
constexpr std::string_view percentile = " 99%";

double number_after(const std::string& text, std::string_view name) {
    const auto at = text.find(name);
    if (at == text.npos) throw std::runtime_error{"wrk does not say " + std::string{name} + ": " + text};
    return std::stod(text.substr(at + name.size()));
}
}  // namespace

HttpLoad wrk(const std::string& url, const std::string& authorization, int connections, int seconds) {
    const auto text = output_of({"wrk", "-t", "1", "-c", std::to_string(connections), "-d", std::to_string(seconds) + "s",
                                 "--latency", "-H", authorization, url});
    if (text.find("Non-2xx") != text.npos || text.find("Socket errors") != text.npos)
        throw std::runtime_error{"not all was answered: " + text};
    HttpLoad load{number_after(text, "Requests/sec:"), number_after(text, percentile)};
    const auto unit = text.find_first_not_of("0123456789. ", text.find(percentile) + percentile.size());
    if (text.compare(unit, 2, "us") == 0) load.p99_milliseconds /= 1e3;
    if (text.compare(unit, 1, "s") == 0) load.p99_milliseconds *= 1e3;
    return load;
}

}  // namespace andvari::load
