#include "shared/identity/ids.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

using namespace andvari;

TEST_SUITE("identity: tokens and symbols") {
    TEST_CASE("a token is safe in a subject, a path and a file name") {
        for (const char* text : {"a", "A-1_b", "0", "0123456789012345678901234567890123456789012345678901234567890123"})
            CHECK(is_token(text));
        for (const char* text : {"", "a.b", "a b", "*", ">", "a/b", "..", "ä", "a\n",
                                 "01234567890123456789012345678901234567890123456789012345678901234"})
            CHECK_FALSE(is_token(text));
        CHECK_FALSE(is_token(std::string_view{"a\0b", 3}));
    }

    TEST_CASE("a symbol is a ticker, with at most one suffix") {
        for (const char* text : {"A", "AAPL", "BRK.B", "ABCDEFGH.WXYZ", "7203"}) CHECK(is_symbol(text));
        for (const char* text : {"", ".", "A.", ".B", "aapl", "A.b", "A.B.C", "ABCDEFGHI", "A.BCDEF", "A B", "A_B", "A-B"})
            CHECK_FALSE(is_symbol(text));
    }

    TEST_CASE("a symbol survives its way through a subject") {
        for (const char* text : {"AAPL", "BRK.B"}) CHECK(symbol_of_token(to_token({text})).text == text);
        CHECK(to_token({"BRK.B"}) == "BRK_B");
        CHECK(is_token(to_token({"BRK.B"})));
    }
}

TEST_SUITE("identity: derived ids") {
    TEST_CASE("equal parts give equal ids, for ever") {
        CHECK(derive_id({"order", "a", "1"}) == derive_id({"order", "a", "1"}));
        // Stored ids were made by this function: it may never give another answer.
        CHECK(derive_id({"order", "a", "1"}) == "d5e0d0aa-fc37-8542-abd4-e02f71a0193a");
        CHECK(derive_id({}) == "cae66941-d9ef-8d40-8e4d-88758ea67670");
    }

    TEST_CASE("where one part ends and the next begins matters") {
        CHECK(derive_id({"ab", "c"}) != derive_id({"a", "bc"}));
        CHECK(derive_id({"abc"}) != derive_id({"abc", ""}));
        CHECK(derive_id({"a", "b"}) != derive_id({"b", "a"}));
    }

    TEST_CASE("they are tokens, and UUIDs of version 8") {
        CHECK(rc::check([](const std::string& a, const std::string& b) {
            const auto id = derive_id({a, b});
            RC_ASSERT(is_token(id));
            RC_ASSERT(id.size() == 36);
            RC_ASSERT(id[14] == '8');
            RC_ASSERT(std::string{"89ab"}.find(id[19]) != std::string::npos);
        }));
    }
}

TEST_SUITE("identity: new ids") {
    TEST_CASE("are tokens, UUIDs of version 7, and each another") {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const auto id = new_id();
            CHECK(is_token(id));
            CHECK(id[14] == '7');
            CHECK(seen.insert(id).second);
        }
    }

    TEST_CASE("begin with the time of their making") {
        const auto before = new_id();
        const auto after = new_id();
        CHECK(before.substr(0, 13) <= after.substr(0, 13));
    }
}
