#include "services/engine/reactions.hpp"

#include <doctest/doctest.h>

namespace andvari::engine {
namespace {
const Symbol aapl{"AAPL"};
const OrderId id{"order-1"};
const AccountId alice{"alice"};
const stock::Quote quote{Price::whole(99), Price::whole(100), Quantity::whole(5), Quantity::whole(5), {1'000}};
}  // namespace

TEST_SUITE("engine: what it makes of others' facts") {
    TEST_CASE("an accepted order is booked with the latest quote of its symbol") {
        order::Accepted accepted;
        accepted.ticket.order = id;
        accepted.ticket.symbol = aapl;
        accepted.protection = Price::whole(101);
        Market market;
        CHECK_FALSE(std::get<BookOrder>(react(order::Fact{accepted}, market).at(0)).quote.has_value());
        learn(market, stock::Quoted{aapl, quote, {2'000}});
        learn(market, stock::Quoted{{"MSFT"}, {}, {2'000}});
        const auto command = std::get<BookOrder>(react(order::Fact{accepted}, market).at(0));
        CHECK(command.quote == quote);
        CHECK(command.ticket == accepted.ticket);
        CHECK(command.protection == Price::whole(101));
    }

    TEST_CASE("a requested cancel is tried, other steps of an order say nothing") {
        const auto commands = react(order::Fact{order::CancelRequested{id, alice, aapl, "c1"}}, Market{});
        REQUIRE(commands.size() == 1);
        CHECK(std::get<CancelOrder>(commands[0]).order == id);
        CHECK(std::get<CancelOrder>(commands[0]).symbol == aapl);
        CHECK(react(order::Fact{order::Placed{}}, Market{}).empty());
        CHECK(react(order::Fact{order::Cancelled{}}, Market{}).empty());
    }

    TEST_CASE("a quote is taken, other facts of an instrument say nothing") {
        CHECK(std::get<TakeQuote>(react(stock::Fact{stock::Quoted{aapl, quote, {}}}, Market{}).at(0)).quote == quote);
        CHECK(react(stock::Fact{stock::Listed{aapl, "Apple", "USD"}}, Market{}).empty());
        CHECK(react(stock::Fact{stock::BarClosed{}}, Market{}).empty());
    }
}

}  // namespace andvari::engine
