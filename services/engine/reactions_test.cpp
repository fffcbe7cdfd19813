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

    TEST_CASE(
        "a replacement and an exit are never booked again for being accepted: they came from the book, and may have left it") {
        order::Accepted exit;
        exit.ticket.order = id;
        exit.ticket.parent = OrderId{"entry"};
        CHECK(react(order::Fact{exit}, Market{}).empty());
        order::Accepted replacement;
        replacement.ticket.order = id;
        replacement.ticket.replaces = OrderId{"replaced"};
        CHECK(react(order::Fact{replacement}, Market{}).empty());
    }

    TEST_CASE("a requested cancel is tried, other steps of an order say nothing") {
        const auto commands = react(order::Fact{order::CancelRequested{id, alice, aapl, "c1"}}, Market{});
        REQUIRE(commands.size() == 1);
        CHECK(std::get<CancelOrder>(commands[0]).order == id);
        CHECK(std::get<CancelOrder>(commands[0]).symbol == aapl);
        CHECK(react(order::Fact{order::Placed{}}, Market{}).empty());
        CHECK(react(order::Fact{order::Cancelled{}}, Market{}).empty());
    }

    TEST_CASE("everything comes with the hours of the market, of which a halt is a part") {
        Market market;
        learn(market, stock::Listed{aapl, "Apple", "USD"});
        const auto hours = [&] {
            return std::get<TakeQuote>(react(stock::Fact{stock::Quoted{aapl, quote, {}}}, market).at(0)).hours;
        };
        CHECK(hours().trades(false));
        CHECK_FALSE(hours().session.has_value());
        learn(market, stock::StatusChanged{aapl, true, "news", {5'000}});
        CHECK_FALSE(hours().trades(false));
        const auto cancel = react(order::Fact{order::CancelRequested{id, alice, aapl, "c1"}}, market);
        CHECK_FALSE(std::get<CancelOrder>(cancel.at(0)).hours.trades(false));
        learn(market, stock::StatusChanged{aapl, false, std::nullopt, {7'000}});
        CHECK(hours().trades(false));
        CHECK(hours().since == Instant{7'001});
        stock::PhaseChanged pre;
        pre.phase = stock::Phase::pre;
        pre.session = 100;
        pre.next = 101;
        pre.since = {9'000};
        learn(market, pre);
        CHECK_FALSE(hours().trades(false));
        CHECK(hours().trades(true));
        CHECK(hours().since == Instant{9'000});
        CHECK(hours().session == 100);
    }

    TEST_CASE("a phase turns every book, and after the regular hours orders for the close come first") {
        Market market;
        for (const auto* symbol : {"AAPL", "MSFT"}) learn(market, stock::Listed{{symbol}, symbol, "USD"});
        stock::PhaseChanged phase;
        phase.phase = stock::Phase::regular;
        phase.session = 100;
        learn(market, phase);
        CHECK(react(stock::Fact{phase}, market).size() == 2);
        phase.phase = stock::Phase::post;
        learn(market, phase);
        const auto commands = react(stock::Fact{phase}, market);
        REQUIRE(commands.size() == 4);
        CHECK(std::get<CloseOut>(commands[0]).hours.phase == stock::Phase::regular);
        CHECK(std::get<Turn>(commands[1]).hours.phase == stock::Phase::post);
        phase.phase = stock::Phase::closed;
        learn(market, phase);
        CHECK(react(stock::Fact{phase}, market).size() == 2);
    }

    TEST_CASE("splits and dividends take their place in the book, and a quote in old shares counts no more") {
        Market market;
        learn(market, stock::Quoted{aapl, quote, {2'000}});
        const stock::SplitDue due{aapl, "s1", {2, 1}, {quote.time.microseconds + 1}};
        learn(market, due);
        CHECK(market.quote(aapl) == nullptr);
        const auto split = std::get<SplitShares>(react(stock::Fact{due}, market).at(0));
        CHECK(split.action == "s1");
        CHECK(split.effective == due.effective);
        const auto went = react(stock::Fact{stock::DividendDue{aapl, "d1", Money::whole(1), "USD", {}}}, market);
        CHECK(std::holds_alternative<WentEx>(std::get<PassOn>(went.at(0)).fact));
        const auto payable = react(stock::Fact{stock::DividendPayable{aapl, "d1"}}, market);
        CHECK(std::holds_alternative<DividendPayable>(std::get<PassOn>(payable.at(0)).fact));
    }

    TEST_CASE("a quote is taken, other facts of an instrument say nothing") {
        CHECK(std::get<TakeQuote>(react(stock::Fact{stock::Quoted{aapl, quote, {}}}, Market{}).at(0)).quote == quote);
        CHECK(react(stock::Fact{stock::Listed{aapl, "Apple", "USD"}}, Market{}).empty());
        CHECK(react(stock::Fact{stock::BarClosed{}}, Market{}).empty());
    }
}

}  // namespace andvari::engine
