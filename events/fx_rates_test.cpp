#include "events/fx_rates.hpp"

#include <doctest/doctest.h>

namespace andvari {
namespace {
const Instant now{1'769'783'400'000'000};

Rate rate(const char* text) { return *Rate::parse(text); }
stock::FxQuoted quoted(const char* base, const char* quote, const char* at, Instant received = now) {
    return {base, quote, rate(at), received, received};
}
}  // namespace

TEST_SUITE("rates of currencies: from one to another") {
    TEST_CASE("lead by the pair itself, and the latest counts") {
        FxRates rates;
        CHECK_FALSE(rates.between("USD", "CAD", {}));
        rates.learn(quoted("USD", "CAD", "1.37"));
        rates.learn(quoted("USD", "CAD", "1.3725"));
        const auto found = rates.between("USD", "CAD", {});
        REQUIRE(found);
        CHECK(found->rate == rate("1.3725"));
        REQUIRE(found->quotes.size() == 1);
        CHECK(found->quotes[0] == stock::FxRate{"USD", "CAD", rate("1.3725"), now});
    }

    TEST_CASE("lead by the pair the other way round, rounded to nine places") {
        FxRates rates;
        rates.learn(quoted("USD", "CAD", "1.3725"));
        const auto found = rates.between("CAD", "USD", {});
        REQUIRE(found);
        CHECK(found->rate == rate("0.72859745"));
        CHECK(found->quotes[0].base == "USD");
    }

    TEST_CASE("lead over the US dollar, whichever way its pairs are said") {
        FxRates rates;
        rates.learn(quoted("EUR", "USD", "1.08"));
        rates.learn(quoted("USD", "CAD", "1.3725"));
        const auto there = rates.between("EUR", "CAD", {});
        REQUIRE(there);
        CHECK(there->rate == rate("1.4823"));
        CHECK(there->quotes.size() == 2);
        const auto back = rates.between("CAD", "EUR", {});
        REQUIRE(back);
        CHECK(back->rate == rate("0.674627269"));
        rates.learn(quoted("EUR", "CAD", "1.5"));
        CHECK(rates.between("EUR", "CAD", {})->rate == rate("1.5"));
        CHECK_FALSE(rates.between("EUR", "GBP", {}));
    }

    TEST_CASE("lead over what is new enough, and nowhere else") {
        FxRates rates;
        rates.learn(quoted("EUR", "CAD", "1.5", now.plus_seconds(-60)));
        rates.learn(quoted("EUR", "USD", "1.08"));
        rates.learn(quoted("USD", "CAD", "1.3725"));
        CHECK(rates.between("EUR", "CAD", now.plus_seconds(-60))->rate == rate("1.5"));
        CHECK(rates.between("EUR", "CAD", now.plus_seconds(-59))->rate == rate("1.4823"));
        CHECK_FALSE(rates.between("EUR", "CAD", now.plus_seconds(1)));
    }

    TEST_CASE("lead nowhere where the rate would leave what can be computed with") {
        FxRates rates;
        rates.learn(quoted("EUR", "USD", "1000000"));
        rates.learn(quoted("USD", "CAD", "2"));
        CHECK_FALSE(rates.between("EUR", "CAD", {}));
        rates.learn(quoted("USD", "CAD", "1"));
        CHECK(rates.between("EUR", "CAD", {})->rate == largest_rate);
        CHECK(rates.between("CAD", "EUR", {})->rate == least_rate);
        rates.learn(quoted("USD", "CAD", "1.1"));
        CHECK_FALSE(rates.between("CAD", "EUR", {}));
    }
}

TEST_SUITE("rates of currencies: money") {
    TEST_CASE("is exchanged to the millionth, half to even") {
        const auto of = [](const char* money, const char* at) { return exchanged(*Money::parse(money), rate(at))->text(); };
        CHECK(of("250", "1.3725") == "343.125");
        CHECK(of("0.000001", "0.5") == "0");
        CHECK(of("0.000003", "0.5") == "0.000002");
        CHECK(of("0.000001", "1.5") == "0.000002");
        CHECK(of("-250", "1.3725") == "-343.125");
    }
    TEST_CASE("is nothing beyond what an account can hold") {
        CHECK(exchanged(largest_money, Rate::whole(1)) == largest_money);
        CHECK_FALSE(exchanged(largest_money, rate("1.000000001")));
        CHECK_FALSE(exchanged(Money::whole(9'000'000'000'000), largest_rate));
        CHECK_FALSE(inverse(Rate{}));
    }
}

}  // namespace andvari
