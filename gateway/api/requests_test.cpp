#include "gateway/api/bodies.hpp"

#include <doctest/doctest.h>

#include "shared/json/write.hpp"
#include "shared/schema/schema.hpp"

using namespace andvari;
using namespace andvari::gateway;

namespace {

/// The pointer of what is wrong with the body, or "" when it is read.
template <class T>
std::string fault(std::string_view body) {
    json::Document document;
    const auto request = read_body<T>(document, body);
    return request ? "" : request.error().path;
}

std::string order_with(std::string_view member) {
    return R"({"account":"a","symbol":"AAPL","side":"buy","type":"limit",)" + std::string{member} + "}";
}

}  // namespace

TEST_SUITE("gateway: bodies") {
    TEST_CASE("are read, and a mistake is named by its place") {
        CHECK(fault<PlaceOrder>(order_with(R"("quantity":"1","limit_price":"2")")) == "");
        CHECK(fault<PlaceOrder>(order_with(R"("quantity":1)")) == "/quantity");
        CHECK(fault<PlaceOrder>(order_with(R"("quantity":"1","surprise":1)")) == "/surprise");
        CHECK(fault<PlaceOrder>(order_with(R"("quantity":"1","client_order_id":"")")) == "/client_order_id");
        CHECK(fault<PlaceOrder>(order_with(R"("quantity":"9200000000")")) == "/quantity");
        CHECK(fault<MoveMoney>(R"({"amount":"1","currency":"usd"})") == "/currency");
        CHECK(fault<MoveMoney>(R"({"amount":"9200000000000","currency":"USD"})") == "/amount");
        CHECK(fault<OpenAccount>(R"({"name":"","currency":"USD"})") == "/name");
        CHECK(fault<OpenAccount>(R"({"name":"A\u0000B","currency":"USD"})") == "/name");
        CHECK(fault<OpenAccount>(R"({"name":"A","currency":"USD","id":"a.b"})") == "/id");
        CHECK(fault<OpenAccount>(R"({"name":"A","currency":"USD","owner":"a b"})") == "/owner");
    }
    TEST_CASE("about instruments are read, and a mistake is named by its place") {
        CHECK(fault<DefineInstrument>(R"({"name":"","currency":"USD"})") == "/name");
        CHECK(fault<DefineInstrument>(R"({"name":"Apple","currency":"usd"})") == "/currency");
        CHECK(fault<stock::Rules>("{}") == "");
        CHECK(fault<stock::Rules>(R"({"tick":0.01})") == "/tick");
        CHECK(fault<stock::Rules>(R"({"tick":"9200000000000"})") == "/tick");
        CHECK(fault<stock::Rules>(R"({"lot":"9200000000"})") == "/lot");
        CHECK(fault<stock::Rules>(R"({"least_notional":"-9200000000000"})") == "/least_notional");
        CHECK(fault<stock::Rules>(R"({"tradable":"no"})") == "/tradable");
        CHECK(fault<HaltInstrument>(R"({"reason":")" + std::string(201, 'x') + R"("})") == "/reason");
        CHECK(fault<HaltInstrument>(R"({"reason":"news\u0000pending"})") == "/reason");
        CHECK(fault<AnnounceSplit>(R"({"ratio":{"numerator":0,"denominator":1},"effective":"2030-01-02T14:30:00Z"})") ==
              "/ratio/numerator");
        CHECK(fault<AnnounceSplit>(R"({"ratio":{"numerator":1,"denominator":1000001},"effective":"2030-01-02T14:30:00Z"})") ==
              "/ratio/denominator");
        CHECK(fault<AnnounceSplit>(R"({"ratio":{"numerator":7,"denominator":1},"effective":"soon"})") == "/effective");
        CHECK(fault<AnnounceDividend>(R"({"per_share":"9200000000000","ex":"2030-01-02T14:30:00Z"})") == "/per_share");
    }
    TEST_CASE("time_in_force is day unless said") {
        const auto order = json::read<PlaceOrder>(order_with(R"("quantity":"1")"));
        REQUIRE(order.has_value());
        CHECK(command_of(*order).time_in_force == order::TimeInForce::day);
    }
    TEST_CASE("that are read make commands that the contract takes: none ends in the dead letters") {
        json::Document document;
        const auto most = std::string(128, '~');
        for (const auto& body :
             {order_with(R"("quantity":"9199999999.999999999","limit_price":"9199999999999.999999")"),
              order_with(R"("quantity":"-9199999999.999999999")"), order_with(R"("quantity":"0")"),
              order_with(R"("quantity":"-0.000000001")"), order_with(R"("quantity":"1","client_order_id":")" + most + "\""),
              order_with(R"("quantity":"1","client_order_id":" ")")}) {
            const auto request = read_body<PlaceOrder>(document, body);
            REQUIRE_MESSAGE(request.has_value(), body);
            const auto mistake = schema::check(order::Place::type, json::write(command_of(*request)));
            CHECK_MESSAGE(!mistake, mistake->text());
        }
        for (const std::string name : {std::string(64, 'x'), std::string{"\xc3\x85lice"}, std::string{"\xf0\x9f\x90\xa7"}}) {
            const auto request =
                read_body<OpenAccount>(document, R"({"name":")" + name + R"(","currency":"USD","owner":"owner:x"})");
            REQUIRE(request.has_value());
            const auto mistake = schema::check(portfolio::Open::type, json::write(command_of(*request, {"a"})));
            CHECK_MESSAGE(!mistake, mistake->text());
        }
        const Symbol aapl{"AAPL"};
        const auto goes = [&]<class C>(const C& command) {
            const auto mistake = schema::check(C::type, json::write(command));
            CHECK_MESSAGE(!mistake, mistake->text());
        };
        for (const auto& body : {R"({"tick":"9199999999999.999999","lot":"9199999999.999999999","least_notional":"0"})",
                                 R"({"tick":"-9199999999999.999999","lot":"0","tradable":false,"fractionable":true})"})
            goes(stock::SetRules{aapl, read_body<stock::Rules>(document, body).value()});
        const auto named =
            read_body<DefineInstrument>(document, R"({"name":")" + std::string(64, 'x') + R"(","currency":"USD"})");
        goes(stock::List{aapl, named->name, named->currency});
        std::string penguins;
        for (int i = 0; i < 200; ++i) penguins += "\xf0\x9f\x90\xa7";
        goes(stock::Halt{aapl, read_body<HaltInstrument>(document, R"({"reason":")" + penguins + R"("})")->reason});
        const auto split = read_body<AnnounceSplit>(
            document, R"({"ratio":{"numerator":1000000,"denominator":1},"effective":"2199-12-31T23:59:59.999999Z"})");
        goes(stock::AnnounceSplit{aapl, split->ratio, split->effective});
        const auto dividend = read_body<AnnounceDividend>(document, R"({"per_share":"0","ex":"1970-01-01T00:00:00Z"})");
        goes(stock::AnnounceDividend{aapl, dividend->per_share, dividend->ex, dividend->pays});
        const auto amount = read_body<MoveMoney>(document, R"({"amount":"9199999999999.999999","currency":"USD"})");
        REQUIRE(amount.has_value());
        CHECK_FALSE(
            schema::check(portfolio::Deposit::type, json::write(portfolio::Deposit{{"a"}, amount->amount, amount->currency})));
    }
}
