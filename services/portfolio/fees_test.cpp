#include "services/portfolio/fees.hpp"

#include "services/portfolio/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId id{"alice"};
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice";
Money usd(const char* text) { return *Money::parse(text); }
Quantity shares(std::int64_t count) { return Quantity::whole(count); }
Price price(std::int64_t whole) { return Price::whole(whole); }

/// A dollar an order, a cent a share, ten basis points, and two dollars at least.
const FeeModel model{usd("1"), *Price::parse("0.01"), 10, usd("2")};

using Given_ = eventing::Scenario<State, Command, Fact>;
Reserve reserve(Side side, std::int64_t quantity, std::int64_t protection, const char* order = "o1") {
    order::Ticket ticket{{order},           id, aapl, side, order::Kind::limit, order::TimeInForce::day, shares(quantity),
                         price(protection), {}};
    Reserve command{std::move(ticket), alice, price(protection), "USD", std::nullopt};
    command.fees = model;
    return command;
}
Settle trade(const char* name, Side side, std::int64_t quantity, std::int64_t at, const char* order = "o1") {
    return {id, {order}, {name}, aapl, side, shares(quantity), price(at)};
}
Given_ with_cash(const char* cash) {
    return std::move(Given_{Opened{id, "Alice", "USD", alice}, Deposited{id, usd(cash), "USD", usd(cash)}}.by(alice));
}
const Settled& settled_in(const Given_& scenario) {
    REQUIRE(scenario.facts().size() == 1);
    return std::get<Settled>(scenario.facts()[0].fact);
}
}  // namespace

TEST_SUITE("portfolio: fees") {
    TEST_CASE("are an order's, however it is cut into trades") {
        CHECK(fee_of(model, {}, {}) == Money{});
        CHECK(fee_of(model, shares(100), usd("5000")) == usd("7"));
        CHECK(fee_of(model, shares(1), usd("1")) == usd("2"));
        CHECK(fee_of({}, shares(100), usd("5000")) == Money{});
        CHECK(most_fee(model, shares(100), price(50)) == usd("7"));
        auto scenario = with_cash("10000");
        scenario.when(reserve(Side::buy, 100, 50));
        CHECK(scenario.state().reserved == usd("5007"));
        scenario.when(trade("t1", Side::buy, 1, 50));
        CHECK(settled_in(scenario).fee == usd("2"));
        scenario.when(trade("t2", Side::buy, 98, 50));
        CHECK(settled_in(scenario).fee == usd("4.94"));
        scenario.when(trade("t3", Side::buy, 1, 40));
        CHECK(settled_in(scenario).fee == usd("0.05"));
        CHECK(settled_in(scenario).cost == usd("4990"));
        CHECK(scenario.state().cash == usd("5003.01"));
        CHECK(scenario.state().reserved == Money{});
    }

    TEST_CASE("count when it is asked whether the cash is enough") {
        with_cash("5006.999999").when(reserve(Side::buy, 100, 50)).refused("insufficient_cash");
        auto scenario = with_cash("5007");
        scenario.when(reserve(Side::buy, 100, 50)).when(trade("t1", Side::buy, 100, 50));
        CHECK(scenario.state().cash == Money{});
    }

    TEST_CASE("are kept for the trades that are still to come, and given back with what never trades") {
        auto scenario = with_cash("5007");
        scenario.when(reserve(Side::buy, 100, 50)).when(trade("t1", Side::buy, 1, 50)).when(Release{id, {"o1"}, shares(2)});
        CHECK(scenario.state().reserved == usd("50"));  // The least fee was paid with the first trade.
        scenario.when(trade("t2", Side::buy, 1, 50));
        CHECK(settled_in(scenario).fee == std::nullopt);
        CHECK(scenario.state().reserved == Money{});
    }

    TEST_CASE("come out of what a sale brings, and are never more than that") {
        auto scenario = with_cash("52");
        scenario.when(reserve(Side::buy, 1, 50)).when(trade("t1", Side::buy, 1, 50));
        CHECK(scenario.state().cash == Money{});
        scenario.when(reserve(Side::sell, 1, 1, "o2")).when(trade("t2", Side::sell, 1, 1, "o2"));
        CHECK(settled_in(scenario).fee == usd("1"));
        CHECK(settled_in(scenario).realised == usd("-49"));
        CHECK(scenario.state().cash == Money{});
    }
}

}  // namespace andvari::portfolio
