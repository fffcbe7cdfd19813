#include "services/stock/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::stock {
namespace {
const auto now = *Instant::parse("2026-01-30T14:30:00Z");

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by("").at(now)); }

FxRate rate(const char* text, Instant time = now, const char* base = "USD", const char* quote = "CAD") {
    return {base, quote, *Rate::parse(text), time};
}
TakeFx take(const FxRate& r, const char* pair = "USDCAD") { return {pair, r, now}; }
const FxQuoted quoted{"USD", "CAD", *Rate::parse("1.3725"), now, now};
}  // namespace

TEST_SUITE("stock: rates of currencies") {
    TEST_CASE("become facts") {
        given({}).when(take(rate("1.3725"))).then({quoted});
        given({quoted})
            .when(take(rate("1.4", now.plus_seconds(1))))
            .then({FxQuoted{"USD", "CAD", *Rate::parse("1.4"), now.plus_seconds(1), now}});
        CHECK(aggregate_of(Fact{quoted}) == "fx:USDCAD");
        CHECK(key_of(Fact{quoted}) == "USDCAD");
        CHECK(verb_of(Fact{quoted}) == "fx_quoted");
    }

    TEST_CASE("that come again are nothing new, and older ones are refused") {
        given({quoted}).when(take(rate("1.3725"))).nothing();
        given({quoted}).when(take(rate("1.38"))).then({FxQuoted{"USD", "CAD", *Rate::parse("1.38"), now, now}});
        given({quoted}).when(take(rate("1.38", now.plus_seconds(-1)))).refused("rate_out_of_order");
    }

    TEST_CASE("are two currencies' of three letters, those that the subject names") {
        for (const char* wrong : {"", "US", "USDT", "usd", "U D", "12A"}) {
            given({}).when(take(rate("1", now, wrong))).refused("currency_invalid");
            given({}).when(take(rate("1", now, "USD", wrong))).refused("currency_invalid");
        }
        given({}).when(take(rate("1", now, "USD", "USD"), "USDUSD")).refused("same_currency");
        given({}).when(take(rate("1"), "CADUSD")).refused("pair_mismatch");
    }

    TEST_CASE("lie within what can be computed with") {
        given({}).when(take(rate("0"))).refused("rate_not_positive");
        given({}).when(take(rate("-1.3725"))).refused("rate_not_positive");
        given({}).when(take(rate("0.000000999"))).refused("rate_out_of_range");
        given({}).when(take(rate("1000000.000000001"))).refused("rate_out_of_range");
        given({}).when(take(rate("0.000001"))).then({FxQuoted{"USD", "CAD", least_rate, now, now}});
        given({}).when(take(rate("1000000"))).then({FxQuoted{"USD", "CAD", largest_rate, now, now}});
    }

    TEST_CASE("are no more than a day from the future") {
        given({}).when(take(rate("1", now.plus_seconds(86'401)))).refused("rate_from_future");
        given({})
            .when(take(rate("1", now.plus_seconds(86'400))))
            .then({FxQuoted{"USD", "CAD", *Rate::parse("1"), now.plus_seconds(86'400), now}});
    }

    TEST_CASE("have nothing to do with an instrument of the same name") {
        given({Listed{{"USDCAD"}, "USDCAD", "USD"}}).when(take(rate("1.3725"))).then({quoted});
        CHECK_FALSE(is_symbol("fx:USDCAD"));
    }
}

}  // namespace andvari::stock
