#include "gateway/api/sequence_token.hpp"

#include <doctest/doctest.h>

#include "shared/encoding/base64url.hpp"

using namespace andvari;
using namespace andvari::gateway;

TEST_SUITE("gateway: opaque values") {
    TEST_CASE("a place in a history comes back from its token") {
        const SequencePlace place{"order/0", 2, 123};
        const auto token = to_token(place);
        CHECK(token == "b3JkZXIvMDoyOjEyMw");
        CHECK(parse_tokens(token) == std::vector{place});
        CHECK(place.context() == "order");
    }
    TEST_CASE("several tokens come back in their order") {
        const SequencePlace first{"order/0", 1, 1}, second{"portfolio/3", 1, 9};
        CHECK(parse_tokens(to_token(first) + " ,\t" + to_token(second)) == std::vector{first, second});
    }
    TEST_CASE("what is not a token is refused") {
        for (const char* text : {"order:1:1", "order/0:0:1", "order/0:1:0", "order/0:1", "order/0:1:1:1", "order/0:1:-1",
                                 "order/0:01:1", "order/x:1:1", "a b/0:1:1", "order/0:1:99999999999999999999"})
            CHECK_MESSAGE(!parse_tokens(to_base64url(text)), text);
        for (const char* text : {"", "order/0:1:1", ",", "!", "b3JkZXIvMDoxOjEyMw=="}) CHECK_MESSAGE(!parse_tokens(text), text);
        std::string many = to_token({"order/0", 1, 1});
        for (int i = 0; i < 8; ++i) many += "," + to_token({"order/0", 1, 1});
        CHECK_FALSE(parse_tokens(many));
    }
    TEST_CASE("an event's id holds a position for each source") {
        const EventPosition position{{"order/0", 7}, {"portfolio/0", 8}};
        CHECK(parse_event_id(to_event_id(position)) == position);
        CHECK(parse_event_id(to_event_id({})) == EventPosition{});
        for (const char* text : {"order/0:7,order/0:8", "order:7", "order/0", "order/0:x", ","})
            CHECK_MESSAGE(!parse_event_id(to_base64url(text)), text);
        CHECK_FALSE(parse_event_id(""));
    }
    TEST_CASE("a cursor belongs to its list") {
        CHECK(parse_cursor('o', to_cursor('o', "42")) == "42");
        CHECK_FALSE(parse_cursor('t', to_cursor('o', "42")));
        CHECK_FALSE(parse_cursor('o', "42"));
        CHECK_FALSE(parse_cursor('o', to_base64url("o:")));
    }
    TEST_CASE("numbers have one spelling") {
        CHECK(parse_number("0") == 0);
        CHECK(parse_number("9223372036854775807") == 9223372036854775807ULL);
        for (const char* text : {"", "00", "01", "-1", "+1", "1 ", "1.0", "9223372036854775808", "99999999999999999999"})
            CHECK_MESSAGE(!parse_number(text), text);
    }
}
