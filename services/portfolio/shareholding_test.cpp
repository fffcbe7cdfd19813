#include "services/portfolio/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
const AccountId main{"alice-main"};
const Symbol aapl{"AAPL"}, msft{"MSFT"};
Money usd(const char* text) { return *Money::parse(text); }
Price price(const char* text) { return *Price::parse(text); }
Quantity shares(const char* text) { return *Quantity::parse(text); }

using Story = eventing::Scenario<State, Command, Fact>;
Reserved reserved(const char* order, Symbol symbol, order::Side side, const char* quantity, const char* cash) {
    return {main, {order}, std::move(symbol), side, shares(quantity), price("10"), usd(cash)};
}
Settled bought(const char* quantity, const char* cost, const char* cash) {
    return {.account = main,
            .order = {"first"},
            .trade = {"t1"},
            .symbol = aapl,
            .side = order::Side::buy,
            .quantity = shares(quantity),
            .price = price("10"),
            .value = usd(cost),
            .currency = "USD",
            .released = Money{},
            .cash = usd(cash),
            .held = shares(quantity),
            .cost = usd(cost),
            .realised = Money{}};
}
/// 10 shares of AAPL for 100, and 900 in cash.
Story holder() {
    return {Opened{main, "Main", "USD", "owner:alice"}, Deposited{main, usd("1000"), "USD", usd("1000")},
            reserved("first", aapl, order::Side::buy, "10", "100"), bought("10", "100", "900")};
}
constexpr stock::Ratio seven{7, 1}, third{1, 3};
}  // namespace

TEST_SUITE("portfolio: splits") {
    TEST_CASE("make more shares of the same cost") {
        holder()
            .when(Split{main, aapl, "s1", seven})
            .then({SharesSplit{main, aapl, "s1", seven, shares("10"), shares("70"), usd("100"), usd("900"), "USD"}});
    }
    TEST_CASE("that leave fractions round them down") {
        holder()
            .when(Split{main, aapl, "s1", third})
            .then({SharesSplit{main, aapl, "s1", third, shares("10"), shares("3.333333333"), usd("100"), usd("900"), "USD"}});
    }
    TEST_CASE("free what was set aside for orders of the symbol, which have all ended, and nothing else") {
        Story story{Opened{main, "Main", "USD", "owner:alice"},
                    Deposited{main, usd("1000"), "USD", usd("1000")},
                    reserved("first", aapl, order::Side::buy, "10", "100"),
                    bought("10", "100", "900"),
                    reserved("sale", aapl, order::Side::sell, "4", "0"),
                    reserved("more", aapl, order::Side::buy, "2", "20"),
                    reserved("other", msft, order::Side::buy, "3", "30")};
        story.when(Split{main, aapl, "s1", seven})
            .then({Released{main, {"more"}, aapl, usd("20"), Quantity{}, shares("2")},
                   Released{main, {"sale"}, aapl, Money{}, shares("4"), shares("4")},
                   SharesSplit{main, aapl, "s1", seven, shares("10"), shares("70"), usd("100"), usd("900"), "USD"}});
        story.when(Release{main, {"sale"}, Quantity{}}).then({});
        story.when(Split{main, aapl, "s1", seven}).then({});
    }
    TEST_CASE("beyond all positions stay where an order on top still has a place") {
        auto story = holder();
        for (const auto* action : {"s1", "s2", "s3"}) story.when(Split{main, aapl, action, {10'000, 1}});
        CHECK(story.state().holdings.at("AAPL").held == stock::largest_after_split);
        Reserve buy{{{"o"}, main, aapl, order::Side::buy, order::Kind::limit, {}, shares("1"), price("10"), {}}, "owner:alice"};
        buy.protection = price("10");
        buy.currency = "USD";
        story.when(buy).refused("position_too_large");
    }
    TEST_CASE("are nothing to who holds none") { holder().when(Split{main, msft, "s1", seven}).then({}); }
}

TEST_SUITE("portfolio: dividends") {
    const DividendAccrued accrued{main, aapl, "d1", shares("10"), usd("0.5"), usd("5"), "USD"};
    TEST_CASE("are owed to who holds the shares, and paid once") {
        auto story = holder();
        story.when(Accrue{main, aapl, "d1", usd("0.5"), "USD"}).then({accrued});
        story.when(Accrue{main, aapl, "d1", usd("0.5"), "USD"}).then({});
        story.when(PayDividend{main, "d1"})
            .then({DividendPaid{main, aapl, "d1", shares("10"), usd("0.5"), usd("5"), "USD", usd("905")}});
        story.when(PayDividend{main, "d1"}).then({});
    }
    TEST_CASE("beyond all money are as much as there is") {
        auto story = holder();
        for (const auto* action : {"s1", "s2"}) story.when(Split{main, aapl, action, {10'000, 1}});
        story.when(Accrue{main, aapl, "d1", usd("1000000"), "USD"})
            .then({DividendAccrued{main, aapl, "d1", shares("1000000000"), usd("1000000"), largest_money, "USD"}});
    }
    TEST_CASE("of what is not held are nothing") {
        holder().when(Accrue{main, msft, "d1", usd("0.5"), "USD"}).then({});
        holder().when(PayDividend{main, "d1"}).then({});
    }
    TEST_CASE("that are owed keep an account open") {
        Story story{Opened{main, "Main", "USD", "owner:alice"}, accrued};
        story.by("owner:alice").when(Close{main}).refused("dividends_owed");
    }
}

}  // namespace andvari::portfolio
