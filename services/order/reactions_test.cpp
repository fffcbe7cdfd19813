#include "services/order/reactions.hpp"

#include <doctest/doctest.h>

namespace andvari::order {
namespace {
const AccountId alice{"alice"}, bob{"bob"};
const OrderId id{"order-1"}, other{"order-2"};
const Symbol aapl{"AAPL"};
const Quantity five = Quantity::whole(5);
const Price hundred = Price::whole(100);
}  // namespace

TEST_SUITE("order: what it makes of others' facts") {
    TEST_CASE("a reservation accepts, a denial rejects with the same code") {
        const auto accept =
            react(portfolio::Fact{portfolio::Reserved{alice, id, aapl, Side::buy, five, hundred, Money::whole(500)}});
        REQUIRE(accept.size() == 1);
        CHECK(std::get<Accept>(accept[0]).order == id);
        CHECK(std::get<Accept>(accept[0]).protection == hundred);
        const auto reject = react(portfolio::Fact{portfolio::ReservationDenied{alice, id, "stale_quote", "too old"}});
        REQUIRE(reject.size() == 1);
        CHECK(std::get<Reject>(reject[0]).code == "stale_quote");
    }

    TEST_CASE("a trade fills each customer's order, the market feed has none") {
        engine::Traded trade{{"t1"}, aapl, five, hundred, engine::Party{id, alice}, engine::Party{other, bob}, std::nullopt};
        const auto both = react(engine::Fact{trade});
        REQUIRE(both.size() == 2);
        CHECK(std::get<Fill>(both[0]).order == id);
        CHECK(std::get<Fill>(both[1]).order == other);
        CHECK(std::get<Fill>(both[1]).account == bob);
        trade.buyer.reset();
        const auto one = react(engine::Fact{trade});
        REQUIRE(one.size() == 1);
        CHECK(std::get<Fill>(one[0]).order == other);
    }

    TEST_CASE("the engine's ends are passed on, its booking says nothing new") {
        CHECK(std::holds_alternative<ConfirmCancel>(react(engine::Fact{engine::Cancelled{id, alice, aapl, five}}).at(0)));
        CHECK(std::holds_alternative<RefuseCancel>(react(engine::Fact{engine::CancelRefused{id, alice, aapl}}).at(0)));
        CHECK(std::holds_alternative<Expire>(react(engine::Fact{engine::Expired{id, alice, aapl, five}}).at(0)));
        CHECK(react(engine::Fact{engine::Booked{}}).empty());
        CHECK(react(portfolio::Fact{portfolio::Released{}}).empty());
    }
}

}  // namespace andvari::order
