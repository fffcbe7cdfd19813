#include "gateway/alpaca/fields.hpp"

#include <doctest/doctest.h>

#include "shared/money/amount.hpp"

using namespace andvari;
using gateway::alpaca::Fields;

TEST_SUITE("alpaca: bodies") {
    TEST_CASE("keep the text that a number was written in") {
        const auto fields = Fields::parse(R"({"a":1,"b":0.10,"c":"2.5","d":123456789.123456789})");
        REQUIRE(fields.has_value());
        CHECK(fields->text("a") == "1");
        CHECK(fields->text("b") == "0.10");
        CHECK(fields->text("c") == "2.5");
        CHECK(*fields->amount<Quantity>("d") == Quantity::parse("123456789.123456789"));
    }
    TEST_CASE("may leave members out, empty or null") {
        const auto fields = Fields::parse(R"({"a":null,"b":"","c":true})");
        REQUIRE(fields.has_value());
        for (const auto* name : {"a", "b", "c", "d"}) CHECK_FALSE(fields->text(name));
        CHECK(fields->flag("c") == true);
        CHECK_FALSE(fields->flag("d"));
        CHECK(fields->amount<Price>("a").value() == std::nullopt);
    }
    TEST_CASE("have objects and arrays inside") {
        const auto fields = Fields::parse(R"({"take_profit":{"limit_price":"3"},"data":{"streams":["a","b"],"more":[]}})");
        REQUIRE(fields.has_value());
        CHECK(fields->text("take_profit.limit_price") == "3");
        CHECK(fields->has_object("take_profit"));
        CHECK_FALSE(fields->has_object("take"));
        CHECK(fields->list("data.streams") == std::vector<std::string>{"a", "b"});
        CHECK(fields->list("data.more") == std::vector<std::string>{});
        CHECK_FALSE(fields->list("streams"));
    }
    TEST_CASE("are refused where a figure is none") {
        const auto fields = Fields::parse(R"({"a":"many","b":1e3,"c":0.1234567890})");
        REQUIRE(fields.has_value());
        for (const auto* name : {"a", "b", "c"}) CHECK(fields->amount<Quantity>(name).error().status == 422);
    }
    TEST_CASE("are refused where they are no object, or too deep") {
        for (const auto* text : {"", "{", "[]", "1", "\"x\"", "{}x", "{\"a\":[[1]]}", "{\"a\":[{}]}", "{\"a\":\"\xff\"}"})
            CHECK_MESSAGE(Fields::parse(text).has_error(), text);
        std::string deep;
        for (int i = 0; i < 10'000; ++i) deep += "{\"a\":";
        CHECK(Fields::parse(deep).has_error());
    }
    TEST_CASE("come as MessagePack as well, which may pretend to be deep or long") {
        const auto fields = Fields::parse_messagepack(
            "\x83\xa6"
            "action\xa4"
            "auth\xa3"
            "key\xa1k\xa6"
            "trades\x91\xa1*");
        REQUIRE(fields.has_value());
        CHECK(fields->text("action") == "auth");
        CHECK(fields->list("trades") == std::vector<std::string>{"*"});
        CHECK(Fields::parse_messagepack(std::string(60'000, '\x91')).has_error());
        CHECK(Fields::parse_messagepack(std::string(60'000, '\x81')).has_error());
        CHECK(Fields::parse_messagepack("\xdd\xff\xff\xff\xff").has_error());
        CHECK(Fields::parse_messagepack("").has_error());
    }
}
