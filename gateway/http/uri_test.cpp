#include "gateway/http/uri.hpp"

#include <doctest/doctest.h>

using namespace andvari::http;

TEST_SUITE("http: targets") {
    TEST_CASE("decode to what they say") {
        CHECK(decode("a%20b%2Fc") == "a b/c");
        CHECK(decode("a+b") == "a+b");
        CHECK(decode("a+b", true) == "a b");
        CHECK(decode("%C3%A4") == "\xc3\xa4");
    }
    TEST_CASE("do not decode what is malformed, a control character, or not UTF-8") {
        for (const char* text : {"%", "%4", "%4g", "%00", "%0a", "%7F", "%ff", "%c3", "%c0%80", "%ed%a0%80", "%f4%90%80%80"})
            CHECK_MESSAGE(!decode(text), text);
    }
    TEST_CASE("give their query's members, each once") {
        const auto query = parse_query("a=1&b=x%26y&c");
        REQUIRE(query);
        CHECK(*query == Query{{"a", "1"}, {"b", "x&y"}, {"c", ""}});
        CHECK_FALSE(parse_query("a=1&a=2"));
        CHECK_FALSE(parse_query("a=1&%61=2"));
        CHECK_FALSE(parse_query("a=1&&b=2"));
        CHECK(parse_query("")->empty());
    }
}
