#include "feed/demo.hpp"

#include <algorithm>
#include <stdexcept>

#include "shared/embedded.hpp"

namespace andvari {
extern const Embedded embedded_histories;
}

namespace andvari::feed {
namespace {
History history_of(std::string_view file) {
    const auto found = std::ranges::find(embedded_histories, file, &EmbeddedFile::path);
    if (found == embedded_histories.end()) throw std::logic_error{"no history is embedded as " + std::string{file}};
    return parse_history(found->content, file);
}
}  // namespace

std::vector<DemoInstrument> demo_instruments() {
    auto apple = history_of("aapl.csv");
    auto index = between(history_of("sp500-2000.csv"), apple.front().day, apple.back().day);
    return {{{"AAPL"}, "Apple Inc.", std::move(apple)}, {{"SPX"}, "S&P 500 index", std::move(index)}};
}

}  // namespace andvari::feed
