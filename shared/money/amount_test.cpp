#include "shared/money/amount.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

using namespace andvari;

namespace {
constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most = std::numeric_limits<std::int64_t>::max();

// The quotient in 128 bits rounded by another road: down first, then up when the rest is more than half, or half and odd.
std::optional<std::int64_t> reference(std::int64_t a, std::int64_t b, std::int64_t c) {
    const __int128 product = static_cast<__int128>(a) * b;
    __int128 floor = product / c;
    if (product % c < 0) --floor;
    const __int128 rest = product - floor * c;
    if (rest > c - rest || (rest == c - rest && (floor & 1) != 0)) ++floor;
    if (floor < least || floor > most) return std::nullopt;
    return static_cast<std::int64_t>(floor);
}

std::optional<std::int64_t> attempt(std::int64_t a, std::int64_t b, std::int64_t c) {
    try {
        return multiply_divide(a, b, c);
    } catch (const std::overflow_error&) {
        return std::nullopt;
    }
}
}  // namespace

TEST_SUITE("money: reading decimals") {
    TEST_CASE("exact ones, to the ends of the range") {
        const std::pair<const char*, std::int64_t> table[] = {
            {"0", 0},
            {"-0", 0},
            {"1", 1'000'000},
            {"12.5", 12'500'000},
            {"0.000001", 1},
            {"-0.000001", -1},
            {"1.000000", 1'000'000},
            {"9223372036854.775807", most},
            {"-9223372036854.775808", least},
        };
        for (const auto& [text, units] : table) {
            CAPTURE(text);
            REQUIRE(Money::parse(text).has_value());
            CHECK(Money::parse(text)->units() == units);
        }
    }

    TEST_CASE("nothing else") {
        for (const char* text : {"",
                                 " ",
                                 "-",
                                 ".",
                                 "-.",
                                 ".5",
                                 "5.",
                                 "+1",
                                 "01",
                                 "-01",
                                 "00",
                                 "1e3",
                                 "1E3",
                                 "1,5",
                                 "1.5.5",
                                 "0x1",
                                 " 1",
                                 "1 ",
                                 "1\n",
                                 "NaN",
                                 "inf",
                                 "-inf",
                                 "1.0000001",
                                 "9223372036854.775808",
                                 "-9223372036854.775809",
                                 "99999999999999999999999",
                                 "١",
                                 "--1",
                                 "1-",
                                 "0.-1"}) {
            CAPTURE(text);
            CHECK_FALSE(Money::parse(text).has_value());
        }
        CHECK_FALSE(Money::parse(std::string_view{"1\0", 2}).has_value());
    }

    TEST_CASE("quantities to billionths") {
        CHECK(Quantity::parse("0.000000001") == Quantity::of_units(1));
        CHECK_FALSE(Quantity::parse("0.0000000001").has_value());
    }
}

TEST_SUITE("money: writing decimals") {
    TEST_CASE("in the shortest exact form") {
        const std::pair<std::int64_t, const char*> table[] = {
            {0, "0"},
            {1, "0.000001"},
            {-1, "-0.000001"},
            {1'000'000, "1"},
            {12'500'000, "12.5"},
            {-100'000, "-0.1"},
            {10'000'000, "10"},
            {most, "9223372036854.775807"},
            {least, "-9223372036854.775808"},
        };
        for (const auto& [units, text] : table) CHECK(Money::of_units(units).text() == text);
    }

    TEST_CASE("what is written reads as the same amount") {
        CHECK(rc::check([](std::int64_t units) {
            RC_ASSERT(Money::parse(Money::of_units(units).text()) == Money::of_units(units));
            RC_ASSERT(Quantity::parse(Quantity::of_units(units).text()) == Quantity::of_units(units));
        }));
    }

    TEST_CASE("whatever reads is written in a form that reads the same") {
        CHECK(rc::check([] {
            const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"0123456789.-"}));
            const auto money = Money::parse(text);
            if (money) RC_ASSERT(Money::parse(money->text()) == money);
        }));
    }
}

TEST_SUITE("money: arithmetic") {
    TEST_CASE("what leaves 64 bits is a fault, not another number") {
        CHECK_THROWS_AS(Money::of_units(most) + Money::of_units(1), std::overflow_error);
        CHECK_THROWS_AS(Money::of_units(least) - Money::of_units(1), std::overflow_error);
        CHECK_THROWS_AS(-Money::of_units(least), std::overflow_error);
        CHECK_THROWS_AS(value_of(Price::of_units(most), Quantity::whole(2)), std::overflow_error);
    }

    TEST_CASE("the largest price times the largest quantity is the largest money") {
        CHECK(value_of(largest_price, largest_quantity) == largest_money);
    }

    TEST_CASE("adding and taking away again changes nothing") {
        CHECK(rc::check([](std::int32_t a, std::int32_t b) {
            RC_ASSERT(Money::of_units(a) + Money::of_units(b) - Money::of_units(b) == Money::of_units(a));
        }));
    }
}

TEST_SUITE("money: rounding") {
    TEST_CASE("goes to the nearest, and from half way to the even one") {
        const std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t> table[] = {
            {5, 1, 10, 0},      {15, 1, 10, 2},       {25, 1, 10, 2},
            {35, 1, 10, 4},     {4, 1, 10, 0},        {6, 1, 10, 1},
            {-5, 1, 10, 0},     {-15, 1, 10, -2},     {-25, 1, 10, -2},
            {-35, 1, 10, -4},   {-6, 1, 10, -1},      {-4, 1, 10, 0},
            {7, 3, 2, 10},      {1, 1, 3, 0},         {2, 1, 3, 1},
            {most, 1, 1, most}, {least, 1, 1, least}, {most, most, most, most},
        };
        for (const auto& [a, b, c, expected] : table) CHECK(multiply_divide(a, b, c) == expected);
    }

    TEST_CASE("agrees with a reference in 128 bits for any operands") {
        CHECK(rc::check([] {
            const auto a = *rc::gen::arbitrary<std::int64_t>();
            const auto b = *rc::gen::arbitrary<std::int64_t>();
            const auto c = *rc::gen::positive<std::int64_t>();
            RC_ASSERT(attempt(a, b, c) == reference(a, b, c));
            // Products of the full range, which the sizes that RapidCheck begins with seldom reach.
            const auto wide = *rc::gen::inRange<std::int64_t>(least, most);
            const auto divisor = *rc::gen::inRange<std::int64_t>(1, most);
            RC_ASSERT(attempt(wide, divisor, divisor) == wide);
            RC_ASSERT(attempt(wide, b, divisor) == reference(wide, b, divisor));
        }));
    }

    TEST_CASE("is never further off than half a unit") {
        CHECK(rc::check([] {
            const auto price = *rc::gen::inRange<std::int64_t>(1, largest_price.units());
            const auto quantity = *rc::gen::inRange<std::int64_t>(1, largest_quantity.units());
            const auto exact = static_cast<long double>(price) * static_cast<long double>(quantity) / Quantity::one;
            const auto value = value_of(Price::of_units(price), Quantity::of_units(quantity));
            RC_ASSERT(std::fabs(exact - static_cast<long double>(value.units())) <= 0.5L + exact * 1e-18L);
        }));
    }

    TEST_CASE("a division by nothing, or by less, is a fault") {
        CHECK_THROWS_AS(multiply_divide(1, 1, 0), std::domain_error);
        CHECK_THROWS_AS(multiply_divide(1, 1, -1), std::domain_error);
        CHECK_THROWS_AS(price_of(Money::whole(1), Quantity{}), std::domain_error);
    }
}

TEST_SUITE("money: prices") {
    TEST_CASE("a value divided by its quantity is its price") {
        CHECK(price_of(Money::whole(100), Quantity::whole(8)) == *Price::parse("12.5"));
        CHECK(value_of(*Price::parse("12.5"), *Quantity::parse("0.1")) == *Money::parse("1.25"));
    }

    TEST_CASE("parts of a whole add up when the last takes the rest") {
        CHECK(proportion(Money::whole(100), Quantity::whole(1), Quantity::whole(3)) == *Money::parse("33.333333"));
        CHECK(proportion(Money::whole(100), Quantity::whole(3), Quantity::whole(3)) == Money::whole(100));
    }

    TEST_CASE("a collar is added in hundredths of a per cent") {
        CHECK(add_basis_points(Price::whole(200), 500) == Price::whole(210));
        CHECK(add_basis_points(Price::whole(200), -500) == Price::whole(190));
        CHECK(add_basis_points(Price::whole(200), 0) == Price::whole(200));
    }
}
