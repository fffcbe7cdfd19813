#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "shared/encoding/base32.hpp"
#include "shared/encoding/base64.hpp"
#include "shared/encoding/base64url.hpp"
#include "shared/encoding/hex.hpp"
#include "shared/encoding/utf8.hpp"

using namespace andvari;

TEST_SUITE("encoding: base64url") {
    TEST_CASE("writes RFC 4648's examples, without their padding") {
        const std::pair<const char*, const char*> table[] = {{"", ""},           {"f", "Zg"},        {"fo", "Zm8"},
                                                             {"foo", "Zm9v"},    {"foob", "Zm9vYg"}, {"foobar", "Zm9vYmFy"},
                                                             {"\xfb\xff", "-_8"}};
        for (const auto& [bytes, text] : table) CHECK(to_base64url(bytes) == text);
    }
    TEST_CASE("reads what it writes, whatever that is") {
        CHECK(rc::check([](const std::string& bytes) { RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes); }));
    }
    TEST_CASE("reads no second spelling of anything") {
        for (const char* text : {"a", "a=", "aa==", "YWI=", "YR", "a b", "+/", "YQ\n"})
            CHECK_MESSAGE(!from_base64url(text), text);
        CHECK(rc::check([](const std::string& text) {
            if (const auto bytes = from_base64url(text)) RC_ASSERT(to_base64url(*bytes) == text);
        }));
    }
}

TEST_SUITE("encoding: base32") {
    TEST_CASE("writes RFC 4648's examples, without their padding") {
        const std::pair<const char*, const char*> table[] = {{"", ""},
                                                             {"f", "MY"},
                                                             {"fo", "MZXQ"},
                                                             {"foo", "MZXW6"},
                                                             {"foob", "MZXW6YQ"},
                                                             {"fooba", "MZXW6YTB"},
                                                             {"foobar", "MZXW6YTBOI"}};
        for (const auto& [bytes, text] : table) CHECK(to_base32(bytes) == text);
    }
    TEST_CASE("reads what it writes, whatever that is") {
        CHECK(rc::check([](const std::string& bytes) { RC_ASSERT(from_base32(to_base32(bytes)) == bytes); }));
    }
    TEST_CASE("reads no second spelling of anything") {
        for (const char* text : {"M", "my", "MZ", "MYA", "MZXW6YQ=", "MZXW6YTBO", "M1", "MY "})
            CHECK_MESSAGE(!from_base32(text), text);
    }
}

TEST_SUITE("encoding: the others") {
    TEST_CASE("base64 is padded, as RFC 4648's examples are") {
        const std::pair<const char*, const char*> table[] = {{"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
                                                             {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "+/8="}};
        for (const auto& [bytes, text] : table) CHECK(to_base64(bytes) == text);
    }
    TEST_CASE("hexadecimal digits are in lower case, two for each byte") {
        CHECK(to_hex("") == "");
        CHECK(to_hex({"\x00\x0f\xa0\xff", 4}) == "000fa0ff");
    }
    TEST_CASE("code points are counted, not bytes") {
        CHECK(code_points("") == 0);
        CHECK(code_points("abc") == 3);
        CHECK(is_plain_text("\xc3\xa4\xe2\x82\xac x", 4));
        CHECK_FALSE(is_plain_text("\xc3\xa4\xe2\x82\xac x", 3));
        for (const auto* text : {"a\nb", "\t", "\x7F", "\xff"}) CHECK_FALSE(is_plain_text(text, 10));
        CHECK(code_points("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xb4") == 3);
    }
    TEST_CASE("what is not UTF-8 has no count") {
        for (const char* text :
             {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xff", "\xe2\x82", "\xf8\x88\x80\x80\x80"})
            CHECK_FALSE(code_points(text));
    }
}
