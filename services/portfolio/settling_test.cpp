// Trades and ends of orders, in whatever order the two sources that tell of them arrive.
#include "services/portfolio/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId id{"alice-main"};
const Symbol aapl{"AAPL"};
const OrderId first{"order-1"};
const std::string alice = "owner:alice";

Price price(const char* text) { return *Price::parse(text); }
Quantity shares(const char* count) { return *Quantity::parse(count); }
Money money(const char* text) { return *Money::parse(text); }

Reserved reserved(Side side, const char* quantity, const char* protection, const char* cash) {
    return {id, first, aapl, side, shares(quantity), price(protection), money(cash)};
}
Settle trade(const char* name, Side side, const char* quantity, const char* at) {
    return {id, first, {name}, aapl, side, shares(quantity), price(at)};
}
Release ended_with(const char* filled) { return {id, first, shares(filled)}; }

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by(alice)); }
/// A thousand in cash, of which all is set aside for ten at a hundred.
Given_ buying() {
    return given({Opened{id, "Alice", "USD", alice}, Deposited{id, money("1000"), "USD", money("1000")},
                  reserved(Side::buy, "10", "100", "1000")});
}
/// Ten shares that cost 500 together, of which six are set aside to be sold at 45 or better.
Given_ selling() {
    auto settled = Settled{.account = id,
                           .order = first,
                           .trade = {"t0"},
                           .symbol = aapl,
                           .side = Side::buy,
                           .quantity = shares("10"),
                           .price = price("50"),
                           .value = money("500"),
                           .currency = "USD",
                           .released = money("0"),
                           .cash = money("500"),
                           .held = shares("10"),
                           .cost = money("500"),
                           .realised = money("0")};
    return given({Opened{id, "Alice", "USD", alice}, Deposited{id, money("1000"), "USD", money("1000")},
                  Reserved{id, first, aapl, Side::buy, shares("10"), price("50"), money("500")}, settled,
                  reserved(Side::sell, "6", "45", "0")});
}
const Settled& settled_in(const Given_& scenario) {
    REQUIRE(scenario.facts().size() == 1);
    return std::get<Settled>(scenario.facts()[0].fact);
}
void everything_is_free(const Account& account) {
    CHECK(account.reserved == Money{});
    CHECK(account.selling == Quantity{});
    CHECK(account.reservations.empty());
}
}  // namespace

TEST_SUITE("portfolio: settling") {
    TEST_CASE("of a buy pays the price, takes the shares in, and frees what a better price left") {
        auto scenario = buying();
        scenario.when(trade("t1", Side::buy, "4", "90"));
        const auto& e = settled_in(scenario);
        CHECK(e.value == money("360"));
        CHECK(e.released == money("40"));
        CHECK(e.cash == money("640"));
        CHECK(e.held == shares("4"));
        CHECK(e.cost == money("360"));
        CHECK(e.realised == money("0"));
        CHECK(scenario.state().reserved == money("600"));
        scenario.when(trade("t2", Side::buy, "6", "100"));
        CHECK(settled_in(scenario).cost == money("960"));
        everything_is_free(scenario.state());
    }

    TEST_CASE("of a sell gives its part of the average cost away, and realises the difference") {
        auto scenario = selling();
        scenario.when(trade("t1", Side::sell, "4", "60"));
        const auto& e = settled_in(scenario);
        CHECK(e.value == money("240"));
        CHECK(e.cost == money("300"));
        CHECK(e.realised == money("40"));
        CHECK(e.cash == money("740"));
        CHECK(e.held == shares("6"));
        scenario.when(trade("t2", Side::sell, "2", "45"));
        CHECK(settled_in(scenario).realised == money("-10"));
        everything_is_free(scenario.state());
    }

    TEST_CASE("by the same trade again is already done, also after the last") {
        buying().when(trade("t1", Side::buy, "4", "90")).when(trade("t1", Side::buy, "4", "90")).nothing();
        buying().when(trade("t1", Side::buy, "10", "90")).when(trade("t1", Side::buy, "10", "90")).nothing();
    }

    TEST_CASE("forgets a symbol of which nothing is left") {
        auto scenario = buying();
        scenario.when(ended_with("0"));
        CHECK(scenario.state().holdings.empty());
    }

    TEST_CASE("without a reservation, or beyond it, is a fault") {
        buying().fault_when(Settle{id, {"other"}, {"t1"}, aapl, Side::buy, shares("1"), price("1")});
        buying().fault_when(trade("t1", Side::buy, "11", "90"));
        buying().fault_when(trade("t1", Side::sell, "1", "90"));
        buying().fault_when(trade("t1", Side::buy, "1", "100.000001"));
        selling().fault_when(trade("t1", Side::sell, "1", "44.999999"));
    }
}

TEST_SUITE("portfolio: releasing") {
    TEST_CASE("gives everything back when nothing was traded") {
        auto scenario = buying();
        scenario.when(ended_with("0"))
            .then({Released{id, first, aapl, money("1000"), {}, shares("10")}})
            .when(ended_with("0"))
            .nothing();
        everything_is_free(scenario.state());
        auto sale = selling();
        sale.when(ended_with("0"))
            .then({Released{id, first, aapl, {}, shares("6"), shares("6")}})
            .when(ended_with("0"))
            .nothing();
        everything_is_free(sale.state());
    }

    TEST_CASE("after the trades gives back the rest") {
        auto scenario = buying();
        scenario.when(trade("t1", Side::buy, "4", "90"))
            .when(ended_with("4"))
            .then({Released{id, first, aapl, money("600"), {}, shares("6")}});
        everything_is_free(scenario.state());
    }

    TEST_CASE("before the last trades keeps what they need") {
        auto scenario = buying();
        scenario.when(trade("t1", Side::buy, "1", "90"))
            .when(ended_with("4"))
            .then({Released{id, first, aapl, money("600"), {}, shares("6")}})
            .when(ended_with("4"))
            .nothing()
            .when(trade("t2", Side::buy, "2", "100"))
            .when(ended_with("4"))
            .nothing()
            .when(trade("t3", Side::buy, "1", "80"));
        CHECK(settled_in(scenario).released == money("20"));
        CHECK(scenario.state().cash == money("630"));
        everything_is_free(scenario.state());
        scenario.when(ended_with("4")).nothing();
    }

    TEST_CASE("of a sale before its last trades keeps the shares that they need") {
        auto scenario = selling();
        scenario.when(ended_with("2"))
            .then({Released{id, first, aapl, {}, shares("4"), shares("4")}})
            .when(trade("t1", Side::sell, "1", "45"))
            .when(trade("t2", Side::sell, "1", "45"));
        everything_is_free(scenario.state());
        CHECK(scenario.state().holdings.at("AAPL").held == shares("8"));
    }

    TEST_CASE("of an order that was never reserved for does nothing") {
        buying().when(Release{id, {"denied"}, {}}).nothing();
        given({}).when(Release{id, {"denied"}, {}}).nothing();
    }

    TEST_CASE("with fewer or more trades than there can be is a fault") {
        buying().when(trade("t1", Side::buy, "4", "90")).fault_when(ended_with("3"));
        buying().fault_when(ended_with("11"));
    }
}

TEST_SUITE("portfolio: fractions") {
    // Each of these parts is worth 1.5 millionths and rounds to 2, so that all three cost 6 where the whole is worth 4.5, rounded
    // up to 5.
    const Reserved three_parts{
        id, first, aapl, Side::buy, Quantity::of_units(3), Price::of_units(1'500'000'000), Money::of_units(5)};
    Settle part(const char* name) {
        return {id, first, {name}, aapl, Side::buy, Quantity::of_units(1), Price::of_units(1'500'000'000)};
    }

    TEST_CASE("that rounding adds are paid from free cash") {
        auto scenario = given({Opened{id, "Alice", "USD", alice}, Deposited{id, money("1"), "USD", money("1")}, three_parts});
        scenario.when(part("t1")).when(part("t2")).when(part("t3"));
        CHECK(settled_in(scenario).released == Money::of_units(-1));
        CHECK(scenario.state().cash == money("0.999994"));
        everything_is_free(scenario.state());
    }

    TEST_CASE("are borne by the house where there is no free cash, never by an overdraft") {
        auto scenario =
            given({Opened{id, "Alice", "USD", alice}, Deposited{id, Money::of_units(5), "USD", Money::of_units(5)}, three_parts});
        scenario.when(part("t1")).when(part("t2")).when(part("t3"));
        CHECK(settled_in(scenario).value == Money::of_units(1));
        CHECK(scenario.state().cash == Money{});
        everything_is_free(scenario.state());
    }
}

}  // namespace andvari::portfolio
