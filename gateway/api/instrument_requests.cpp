#include "gateway/api/instrument_requests.hpp"

#include <algorithm>

#include "gateway/api/bodies.hpp"

namespace andvari::gateway {
namespace {

constexpr std::int64_t largest_side = 1'000'000;
constexpr std::ptrdiff_t longest_reason = 200;

}  // namespace

std::optional<json::Mistake> check(const DefineInstrument& request) {
    if (auto mistake = check_name(request.name)) return mistake;
    return check_currency(request.currency);
}

std::optional<json::Mistake> check(const stock::Rules& rules) {
    if (rules.tick && !is_in_schemas(*rules.tick)) return json::Mistake{"/tick", "is out of range"};
    if (rules.lot && !is_in_schemas(*rules.lot)) return json::Mistake{"/lot", "is out of range"};
    if (rules.least_notional && !is_in_schemas(*rules.least_notional)) return json::Mistake{"/least_notional", "is out of range"};
    return std::nullopt;
}

std::optional<json::Mistake> check(const HaltInstrument& request) {
    const auto characters = std::ranges::count_if(request.reason, [](unsigned char c) { return (c & 0xc0) != 0x80; });
    if (characters > longest_reason) return json::Mistake{"/reason", "must have at most 200 characters"};
    if (request.reason.find('\0') != std::string::npos) return json::Mistake{"/reason", "must not have a NUL character"};
    return std::nullopt;
}

std::optional<json::Mistake> check(const AnnounceSplit& request) {
    const auto is_side = [](std::int64_t side) { return side >= 1 && side <= largest_side; };
    if (!is_side(request.ratio.numerator)) return json::Mistake{"/ratio/numerator", "is out of range"};
    if (!is_side(request.ratio.denominator)) return json::Mistake{"/ratio/denominator", "is out of range"};
    return std::nullopt;
}

std::optional<json::Mistake> check(const AnnounceDividend& request) {
    if (!is_in_schemas(request.per_share)) return json::Mistake{"/per_share", "is out of range"};
    return std::nullopt;
}

}  // namespace andvari::gateway
