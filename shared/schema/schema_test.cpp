#include "shared/schema/schema.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

using namespace andvari;

namespace {
constexpr std::string_view cancel = "andvari.order.cancel.v1";
constexpr std::string_view placed = "andvari.order.placed.v1";
constexpr std::size_t mebibyte = 1024 * 1024;

std::string mistake(std::string_view type, std::string_view body) {
    const auto found = schema::check(type, body);
    return found ? found->text() : "none";
}

std::string cancel_of(std::string_view account) { return R"({"account":")" + std::string{account} + R"(","order":"o-1"})"; }

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    while (times-- > 0) all += text;
    return all;
}
}  // namespace

TEST_SUITE("schema: what it knows") {
    TEST_CASE("a type is known by its name, and no other is") {
        CHECK(schema::known(cancel));
        CHECK_FALSE(schema::known("andvari.order.cancel.v2"));
        CHECK_FALSE(schema::known(""));
        CHECK(schema::document(cancel).starts_with("{"));
        CHECK(schema::document("andvari.order.cancel").empty());
        const auto types = schema::types();
        CHECK(std::ranges::is_sorted(types));
        CHECK(std::ranges::find(types, cancel) != types.end());
    }

    TEST_CASE("a document of an unknown type is a mistake") { CHECK_EQ(mistake("andvari.order.fly.v1", "{}"), "unknown type"); }

    TEST_CASE("a valid document has no mistake") { CHECK_EQ(mistake(cancel, cancel_of("alice")), "none"); }
}

TEST_SUITE("schema: saying what is wrong") {
    TEST_CASE("a missing member is named") { CHECK_EQ(mistake(cancel, R"({"account":"alice"})"), "/order: is missing"); }

    TEST_CASE("an unknown member is named") {
        CHECK_EQ(mistake(cancel, R"({"account":"alice","order":"o-1","a/b":1})"), "/a~1b: is not known here");
    }

    TEST_CASE("a wrong value is named, with what it should be") {
        CHECK_EQ(mistake(cancel, cancel_of("al ice")),
                 "/account: must be of type string: The account. 1 to 64 of A-Z a-z 0-9 _ -.");
        CHECK_EQ(mistake(cancel, R"({"account":7,"order":"o-1"})"),
                 "/account: must be of type string: The account. 1 to 64 of A-Z a-z 0-9 _ -.");
    }

    TEST_CASE("a wrong value deep inside is named by its whole path") {
        CHECK_EQ(
            mistake(placed,
                    R"({"ticket":{"order":"o","account":"a","symbol":"AAPL","side":"long","kind":"limit","time_in_force":"day",
                                     "quantity":"1"},"time":"2026-01-31T14:30:00Z","actor":"owner:alice","command":"c"})"),
            "/ticket/side: must be one of buy sell");
        CHECK_EQ(mistake(placed, R"({"ticket":{"order":"o"},"time":"2026-01-31T14:30:00Z","actor":"owner:alice","command":"c"})"),
                 "/ticket/account: is missing");
    }

    TEST_CASE("what is no object at all is named as a whole") {
        for (const auto* body : {"[]", "null", "1", "\"text\"", "true"})
            CHECK(mistake(cancel, body).starts_with("must be of type object"));
    }
}

TEST_SUITE("schema: hostile documents") {
    TEST_CASE("what is not JSON is a mistake") {
        for (const auto* body :
             {"", " ", "{", "{\"account\":}", "{'account':1}", "{}{}", "nul", "\xFF", "{\"account\":\"\xC3\x28\"}", "{\"a\":1,}"})
            CHECK_EQ(mistake(cancel, body), "is not JSON");
        CHECK_EQ(mistake(cancel, std::string_view{"{}\0", 3}), "is not JSON");
        CHECK_EQ(mistake(cancel, cancel_of("\\ud800")), "is not JSON");
    }

    TEST_CASE("a member that stands twice is a mistake") {
        CHECK_EQ(mistake(cancel, R"({"account":"alice","account":"bob","order":"o-1"})"), "has the member \"account\" twice");
    }

    TEST_CASE("a long name that stands twice is named up to where it is cut, even in the middle of a character") {
        const auto name = std::string(63, 'a') + "ä";
        CHECK_EQ(mistake(cancel, "{\"" + name + "\":1,\"" + name + "\":2}"),
                 "has the member \"" + std::string(63, 'a') + "\uFFFD\" twice");
    }

    TEST_CASE("a NUL in a string is a mistake, in a value as in a name") {
        const std::string_view nul = "has a string with a NUL character";
        CHECK_EQ(mistake("andvari.portfolio.open.v1", R"({"account":"a","name":"A\u0000B","currency":"USD"})"), nul);
        CHECK_EQ(mistake(cancel, R"({"acc\u0000ount":1})"), nul);
    }

    TEST_CASE("more than a mebibyte is not even parsed") {
        CHECK_EQ(mistake(cancel, std::string(mebibyte + 1, ' ')), "is larger than 1 MiB");
    }

    TEST_CASE("a string of a megabyte does not reach the regular expressions, as a value or as a name") {
        const std::string_view too_long = "has a string of more than 4096 bytes";
        CHECK_EQ(mistake(cancel, cancel_of(std::string(mebibyte - 100, 'a'))), too_long);
        CHECK_EQ(mistake(cancel, "{\"" + std::string(mebibyte - 100, 'a') + "\":1}"), too_long);
    }

    TEST_CASE("the longest string that is looked at is refused by its length or its pattern") {
        CHECK(mistake(cancel, cancel_of(std::string(schema::longest_string, 'a'))).starts_with("/account"));
        CHECK(mistake("andvari.stock.quote.v1", R"({"bid":")" + std::string(schema::longest_string, '1') +
                                                    R"(","ask":"1","bid_size":"1","ask_size":"1","time":"2026-01-31T14:30:00Z"})")
                  .starts_with("/bid"));
    }

    TEST_CASE("deep nesting is refused without recursion") {
        CHECK_EQ(mistake(cancel, std::string(mebibyte, '[')), "is nested too deeply");
        CHECK_EQ(mistake(cancel, repeated("{\"a\":", 100'000)), "is nested too deeply");
    }

    TEST_CASE("very many values are refused before they are all kept") {
        CHECK_EQ(mistake(cancel, "[" + repeated("1,", 500'000) + "1]"), "has more than 1000 values");
        std::string members = "{";
        for (int i = 0; i < 50'000; ++i) members += "\"m" + std::to_string(i) + "\":1,";
        CHECK_EQ(mistake(cancel, members + "\"m\":1}"), "has more than 1000 values");
    }

    TEST_CASE("a pattern reaches to the end of the text, newlines included") {
        CHECK(mistake(cancel, cancel_of("alice\\n")).starts_with("/account"));
        CHECK(mistake(cancel, cancel_of("alice\\u0001")).starts_with("/account"));
        CHECK(mistake(cancel, cancel_of("ok\\n bad")).starts_with("/account"));
    }
}

TEST_SUITE("schema: threads") {
    TEST_CASE("many threads check at once") {
        std::vector<int> valid(4, 0);
        {
            std::vector<std::jthread> threads;
            for (auto& count : valid)
                threads.emplace_back([&count] {
                    for (int i = 0; i < 500; ++i)
                        if (!schema::check(cancel, cancel_of(i % 2 ? "alice" : "al ice"))) ++count;
                });
        }
        CHECK_EQ(valid, std::vector<int>(4, 250));
    }
}
