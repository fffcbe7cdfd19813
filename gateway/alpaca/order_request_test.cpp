#include "gateway/alpaca/order_request.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway::alpaca;

namespace {

gateway::Result<gateway::PlaceOrder> read(std::string_view text) { return order_of(*Fields::parse(text), {"main"}); }

}  // namespace

TEST_SUITE("alpaca: an order that is asked for") {
    TEST_CASE("may have its figures as numbers or strings, and members that nobody knows") {
        const auto order =
            read(R"({"symbol":"AAPL","qty":1.5,"side":"buy","type":"limit","limit_price":"99.5","shape":"round"})");
        REQUIRE(order.has_value());
        CHECK(order->account.text == "main");
        CHECK(order->quantity == Quantity::parse("1.5"));
        CHECK(order->limit_price == Price::parse("99.5"));
        CHECK(order->time_in_force == order::TimeInForce::day);
        CHECK_FALSE(order->order_class);
    }
    TEST_CASE("may be for money, a stop, trailing, or have exits") {
        CHECK(read(R"({"symbol":"A","notional":"12.34","side":"buy","type":"market"})")->notional == Money::parse("12.34"));
        CHECK(read(R"({"symbol":"A","qty":1,"side":"sell","type":"stop","stop_price":3})")->stop_price == Price::whole(3));
        CHECK(read(R"({"symbol":"A","qty":1,"side":"sell","type":"trailing_stop","trail_percent":"2.5"})")->trail_percent ==
              Percent::parse("2.5"));
        const auto bracket = read(
            R"({"symbol":"A","qty":1,"side":"buy","type":"market","order_class":"bracket","take_profit":{"limit_price":9},"stop_loss":{"stop_price":3,"limit_price":"2"}})");
        REQUIRE(bracket.has_value());
        CHECK(bracket->order_class == order::OrderClass::bracket);
        CHECK(bracket->take_profit == order::TakeProfit{Price::whole(9)});
        CHECK(bracket->stop_loss == order::StopLoss{Price::whole(3), Price::whole(2)});
    }
    TEST_CASE("is refused with 422 where something is missing, twofold or none of its kind") {
        for (const auto* text :
             {R"({"qty":1,"side":"buy","type":"market"})", R"({"symbol":"A","side":"buy","type":"market"})",
              R"({"symbol":"A","qty":1,"notional":1,"side":"buy","type":"market"})", R"({"symbol":"A","qty":1,"type":"market"})",
              R"({"symbol":"A","qty":1,"side":"buy"})", R"({"symbol":"A","qty":1,"side":"hold","type":"market"})",
              R"({"symbol":"A","qty":1,"side":"buy","type":"odd"})",
              R"({"symbol":"A","qty":1,"side":"buy","type":"market","time_in_force":"ever"})",
              R"({"symbol":"A","qty":"x","side":"buy","type":"market"})",
              R"({"symbol":"A","qty":1,"side":"buy","type":"market","order_class":"mleg"})",
              R"({"symbol":"A","qty":1,"side":"buy","type":"market","stop_loss":{"limit_price":1}})"})
            CHECK_MESSAGE(read(text).error().status == 422, text);
    }
}
