// Money, prices and quantities: integers that do not mix.
//
// Money and Price count millionths of the currency's unit, Quantity counts billionths of a share. Arithmetic that
// leaves 64 bits throws std::overflow_error: a fault, because rules bound their input first (see the limits below).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace andvari {

namespace detail {
constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t result = 1;
    while (exponent-- > 0) result *= 10;
    return result;
}

/// Reads `-?digits[.digits]` with at most `scale` decimals and no exponent, sign `+`, blanks or superfluous leading zeros.
std::optional<std::int64_t> parse_decimal(std::string_view text, int scale);
/// The shortest exact form: no trailing zeros, no exponent.
std::string format_decimal(std::int64_t units, int scale);
}  // namespace detail

/// A fixed-point number of `Scale` decimals. `Tag` makes each kind its own type.
template <class Tag, int Scale>
class Amount {
public:
    static constexpr int scale = Scale;
    static constexpr std::int64_t one = detail::power_of_ten(Scale);

    constexpr Amount() = default;
    static constexpr Amount of_units(std::int64_t units) { return Amount{units}; }
    static constexpr Amount whole(std::int64_t count) { return Amount{count * one}; }

    /// Reads a decimal such as "12.5". Nothing when malformed, too precise or out of range.
    static std::optional<Amount> parse(std::string_view text) {
        auto units = detail::parse_decimal(text, Scale);
        return units ? std::optional{Amount{*units}} : std::nullopt;
    }
    std::string text() const { return detail::format_decimal(units_, Scale); }

    constexpr std::int64_t units() const { return units_; }
    constexpr bool zero() const { return units_ == 0; }
    constexpr bool positive() const { return units_ > 0; }
    constexpr bool negative() const { return units_ < 0; }

    friend constexpr auto operator<=>(Amount, Amount) = default;
    friend constexpr Amount operator+(Amount a, Amount b) { return Amount{add(a.units_, b.units_)}; }
    friend constexpr Amount operator-(Amount a, Amount b) { return Amount{subtract(a.units_, b.units_)}; }
    constexpr Amount operator-() const { return Amount{subtract(0, units_)}; }
    constexpr Amount& operator+=(Amount other) { return *this = *this + other; }
    constexpr Amount& operator-=(Amount other) { return *this = *this - other; }

private:
    explicit constexpr Amount(std::int64_t units) : units_{units} {}
    static constexpr std::int64_t add(std::int64_t a, std::int64_t b) {
        std::int64_t result{};
        if (__builtin_add_overflow(a, b, &result)) throw std::overflow_error{"amount out of range"};
        return result;
    }
    static constexpr std::int64_t subtract(std::int64_t a, std::int64_t b) {
        std::int64_t result{};
        if (__builtin_sub_overflow(a, b, &result)) throw std::overflow_error{"amount out of range"};
        return result;
    }
    std::int64_t units_ = 0;
};

struct MoneyTag;
struct PriceTag;
struct QuantityTag;
struct PercentTag;
struct RateTag;
using Money = Amount<MoneyTag, 6>;
/// Money for one share.
using Price = Amount<PriceTag, 6>;
/// Shares.
using Quantity = Amount<QuantityTag, 9>;
/// Hundredths of a whole.
using Percent = Amount<PercentTag, 4>;
/// Units of one currency for one unit of another.
using Rate = Amount<RateTag, 9>;

// What rules accept: the product of the two largest stays inside Money.
inline constexpr Price largest_price = Price::whole(1'000'000);
inline constexpr Quantity largest_quantity = Quantity::whole(1'000'000);
inline constexpr Money largest_money = Money::whole(1'000'000'000'000);
inline constexpr Rate least_rate = Rate::of_units(1'000), largest_rate = Rate::whole(1'000'000);

/// a × b ÷ c in 128 bits, rounded half to even: the one place where Andvari rounds. `c` must be positive.
std::int64_t multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c);

/// What `quantity` costs at `price`.
Money value_of(Price price, Quantity quantity);
/// The price for one share when `quantity` cost `total`. `quantity` must not be zero.
Price price_of(Money total, Quantity quantity);
/// As many shares as `total` buys at `price`, rounded down, and no more than largest_quantity. `price` must be positive.
Quantity affordable(Money total, Price price);
/// The share of `total` that falls to `part` of `whole`.
Money proportion(Money total, Quantity part, Quantity whole);
/// `price` plus `basis_points` hundredths of a per cent of itself.
Price add_basis_points(Price price, std::int64_t basis_points);

/// What `amount` is in the other currency. Nothing where that is beyond largest_money.
std::optional<Money> exchanged(Money amount, Rate rate);
/// The rate the other way round. Nothing beyond least_rate and largest_rate, nor below.
std::optional<Rate> inverse(Rate rate);
/// The one rate that is first `first`, then `second`; as above.
std::optional<Rate> chained(Rate first, Rate second);

}  // namespace andvari
