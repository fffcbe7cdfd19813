#include "shared/money/amount.hpp"

#include <limits>

namespace andvari {
namespace detail {
namespace {
bool digit(char c) { return c >= '0' && c <= '9'; }

bool append(std::int64_t& units, char c, bool negative) {
    // Counted downwards, because the least int64 has no positive twin.
    if (__builtin_mul_overflow(units, std::int64_t{10}, &units)) return false;
    const std::int64_t value = c - '0';
    return negative ? !__builtin_sub_overflow(units, value, &units) : !__builtin_add_overflow(units, value, &units);
}
}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int scale) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return std::nullopt;
    if (whole.size() > 1 && whole.front() == '0') return std::nullopt;
    if (fraction.size() > static_cast<std::size_t>(scale)) return std::nullopt;

    std::int64_t units = 0;
    for (char c : whole)
        if (!digit(c) || !append(units, c, negative)) return std::nullopt;
    for (char c : fraction)
        if (!digit(c) || !append(units, c, negative)) return std::nullopt;
    for (auto i = fraction.size(); i < static_cast<std::size_t>(scale); ++i)
        if (!append(units, '0', negative)) return std::nullopt;
    return units;
}

std::string format_decimal(std::int64_t units, int scale) {
    const bool negative = units < 0;
    auto digits = std::to_string(negative ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units));
    const auto decimals = static_cast<std::size_t>(scale);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    auto end = digits.size();
    const auto point = digits.size() - decimals;
    while (end > point && digits[end - 1] == '0') --end;
    std::string text = negative ? "-" : "";
    text.append(digits, 0, point);
    if (end > point) text.append(1, '.').append(digits, point, end - point);
    return text;
}
}  // namespace detail

std::int64_t multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c) {
    if (c <= 0) throw std::domain_error{"division by nothing"};
    const __int128 product = static_cast<__int128>(a) * b;
    __int128 quotient = product / c;
    const __int128 rest = product % c;
    const __int128 twice = (rest < 0 ? -rest : rest) * 2;
    const bool away = twice > c || (twice == c && quotient % 2 != 0);
    if (away) quotient += product < 0 ? -1 : 1;
    if (quotient > std::numeric_limits<std::int64_t>::max() || quotient < std::numeric_limits<std::int64_t>::min())
        throw std::overflow_error{"amount out of range"};
    return static_cast<std::int64_t>(quotient);
}

Money value_of(Price price, Quantity quantity) {
    return Money::of_units(multiply_divide(price.units(), quantity.units(), Quantity::one));
}

Price price_of(Money total, Quantity quantity) {
    return Price::of_units(multiply_divide(total.units(), Quantity::one, quantity.units()));
}

Quantity affordable(Money total, Price price) {
    if (!total.positive()) return Quantity{};
    const auto exact = static_cast<__int128>(total.units()) * Quantity::one / price.units();
    return exact < largest_quantity.units() ? Quantity::of_units(static_cast<std::int64_t>(exact)) : largest_quantity;
}

Money proportion(Money total, Quantity part, Quantity whole) {
    return Money::of_units(multiply_divide(total.units(), part.units(), whole.units()));
}

Price add_basis_points(Price price, std::int64_t basis_points) {
    return Price::of_units(multiply_divide(price.units(), 10'000 + basis_points, 10'000));
}

namespace {
/// As multiply_divide; nothing where the result is not within least and most.
std::optional<std::int64_t> multiply_divide_within(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t least,
                                                   std::int64_t most) {
    const auto about = static_cast<__int128>(a) * b / c;
    if (about < static_cast<__int128>(least) - 1 || about > most) return std::nullopt;
    const auto exact = multiply_divide(a, b, c);
    return exact < least || exact > most ? std::nullopt : std::optional{exact};
}
std::optional<Rate> rate_within(std::int64_t a, std::int64_t b, std::int64_t c) {
    const auto units = multiply_divide_within(a, b, c, least_rate.units(), largest_rate.units());
    return units ? std::optional{Rate::of_units(*units)} : std::nullopt;
}
}  // namespace

std::optional<Money> exchanged(Money amount, Rate rate) {
    const auto units =
        multiply_divide_within(amount.units(), rate.units(), Rate::one, -largest_money.units(), largest_money.units());
    return units ? std::optional{Money::of_units(*units)} : std::nullopt;
}

std::optional<Rate> inverse(Rate rate) {
    return rate.positive() ? rate_within(Rate::one, Rate::one, rate.units()) : std::nullopt;
}

std::optional<Rate> chained(Rate first, Rate second) { return rate_within(first.units(), second.units(), Rate::one); }

}  // namespace andvari
