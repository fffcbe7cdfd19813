#include "shared/lifecycle/crash_point.hpp"

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstdlib>

namespace andvari::detail {
namespace {
constexpr int killed = 128 + 9;

std::string_view wanted() {
    static const char* const text = std::getenv("ANDVARI_CRASH_AT");
    return text ? text : "";
}

std::atomic<long> passes_left{1};

// Splits "after_commit:20" and notes the twenty.
std::string_view armed_name() {
    static const std::string_view name = [] {
        const auto text = wanted();
        const auto colon = text.find(':');
        if (colon == std::string_view::npos) return text;
        long count = 1;
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), count);
        passes_left = count;
        return text.substr(0, colon);
    }();
    return name;
}
}  // namespace

const bool crash_armed = !wanted().empty();

void pass_crash_point(std::string_view name) noexcept {
    if (name == armed_name() && --passes_left == 0) _exit(killed);
}

}  // namespace andvari::detail
