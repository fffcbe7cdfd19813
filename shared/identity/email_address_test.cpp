#include "shared/identity/email_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace andvari;

TEST_SUITE("identity: e-mail addresses") {
    TEST_CASE("such as people have") {
        for (const char* text : {"fili@example.org", "f@x", "fili.durin+bank@mail.example.co.uk", "o'neill@example.org",
                                 "a_b-c=d@1st.example", "fili@localhost", "{fili}@xn--bcher-kva.example"})
            CHECK_MESSAGE(is_email_address(text), text);
        CHECK(is_email_address(std::string(64, 'a') + "@example.org"));
    }
    TEST_CASE("nothing else") {
        for (const char* text : {"",
                                 "@",
                                 "fili",
                                 "fili@",
                                 "@example.org",
                                 "fili@@example.org",
                                 "fili@a@b",
                                 ".fili@x",
                                 "fili.@x",
                                 "fi..li@x",
                                 "fili@.x",
                                 "fili@x.",
                                 "fili@-x",
                                 "fili@x-",
                                 "fili@a_b",
                                 "\"fili\"@x",
                                 "fili durin@x",
                                 "fili@x y",
                                 "fili@[127.0.0.1]",
                                 "Fili <fili@x>",
                                 "fili@x,kili@x",
                                 "fili@x>",
                                 "f\xc3\xaeli@x",
                                 "fili@b\xc3\xbc.example"})
            CHECK_MESSAGE(!is_email_address(text), text);
        CHECK_FALSE(is_email_address(std::string(65, 'a') + "@example.org"));
        CHECK_FALSE(is_email_address("fili@" + std::string(64, 'a') + ".org"));
        std::string host = "a";
        while (host.size() < 250) host += ".a";
        CHECK_FALSE(is_email_address("fili@" + host));
    }
    TEST_CASE("nothing with which a header or a command of SMTP could be ended") {
        for (const auto& end :
             std::initializer_list<std::string>{"\r\n", "\n", "\r", std::string{"\0", 1}, "\t", ";", "<", ">", "\\", "(", ","}) {
            CHECK_FALSE(is_email_address("fili@x" + end + "RCPT"));
            CHECK_FALSE(is_email_address("fi" + end + "li@x"));
            CHECK_FALSE(is_email_address("fili@x" + end));
            CHECK_FALSE(is_email_address(end + "fili@x"));
        }
    }
}
