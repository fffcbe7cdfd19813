#include "shared/crypto/passwords.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "shared/crypto/password_rules.hpp"

using namespace andvari::crypto;

namespace {
constexpr HashingCost cheap{.memory_bytes = 8192, .passes = 1};
}

TEST_SUITE("crypto: password hashes") {
    TEST_CASE("a password fits its own hash and no other's") {
        const auto hash = hash_password("correct horse battery", cheap);
        CHECK(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        CHECK(verify_password(hash, "correct horse battery"));
        for (const char* wrong :
             {"", "correct horse batterx", "correct horse batter", "Correct horse battery", "correct horse battery "})
            CHECK_FALSE(verify_password(hash, wrong));
    }
    TEST_CASE("every byte counts, one that is zero too") {
        const std::string password{"before\0after", 12};
        const auto hash = hash_password(password, cheap);
        CHECK(verify_password(hash, password));
        CHECK_FALSE(verify_password(hash, "before"));
    }
    TEST_CASE("two hashes of one password differ") {
        CHECK(hash_password("the same", cheap) != hash_password("the same", cheap));
    }
    TEST_CASE("a hash that another program made is verified") {
        // From the tests of the reference implementation (phc-winner-argon2).
        CHECK(verify_password("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                              "password"));
    }
    TEST_CASE("what is no hash fits no password") {
        for (const char* hash : {"", "$argon2id$", "password", "$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
                                 "$argon2id$v=19$m=8,t=1,p=1$"})
            CHECK_FALSE(verify_password(hash, "password"));
    }
    TEST_CASE("a hash is made anew when the costs have changed") {
        const auto hash = hash_password("the same", cheap);
        CHECK_FALSE(needs_rehash(hash, cheap));
        CHECK(needs_rehash(hash, {.memory_bytes = 16384, .passes = 1}));
        CHECK(needs_rehash(hash, {.memory_bytes = 8192, .passes = 2}));
        CHECK(needs_rehash("no hash", cheap));
    }
    TEST_CASE("costs that cannot be are a fault") {
        CHECK_THROWS_AS(hash_password("password", {.memory_bytes = 1, .passes = 1}), std::runtime_error);
        CHECK_THROWS_AS(hash_password("password", {.memory_bytes = 8192, .passes = 0}), std::runtime_error);
    }
    TEST_CASE("the hash of nobody costs the same and fits nothing") {
        const auto hash = hash_of_nobody(cheap);
        CHECK_FALSE(needs_rehash(hash, cheap));
        CHECK_FALSE(verify_password(hash, ""));
    }
    TEST_CASE("the usual costs are those that were chosen") {
        CHECK(hash_password("password").starts_with("$argon2id$v=19$m=47104,t=1,p=1$"));
    }
}

TEST_SUITE("crypto: which passwords are good enough") {
    using enum PasswordRefusal;
    constexpr const char* email = "Fili.Durin@Example.org";

    TEST_CASE("one of eight characters or more that is not common") {
        for (const char* password :
             {"erebor-2941", "        ", "aaaaaaab7", "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f"})
            CHECK_MESSAGE(!refuse_password(password, email), password);
        CHECK_FALSE(refuse_password(std::string(256, 'q'), email));
    }
    TEST_CASE("not one that is too short, counted in characters") {
        CHECK(refuse_password("", email) == password_too_short);
        CHECK(refuse_password("erebor7", email) == password_too_short);
        // Eight bytes, four characters.
        CHECK(refuse_password("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", email) == password_too_short);
    }
    TEST_CASE("not one that is too long, counted in characters") {
        CHECK(refuse_password(std::string(257, 'q'), email) == password_too_long);
        std::string umlauts;
        for (int i = 0; i < 256; ++i) umlauts += "\xc3\xa4";
        CHECK_FALSE(refuse_password(umlauts, email));
    }
    TEST_CASE("not one that is not UTF-8") {
        CHECK(refuse_password("erebor-\xff-2941", email) == password_malformed);
        CHECK(refuse_password("\xff", email) == password_malformed);
    }
    TEST_CASE("not one that everybody has, in capitals or not") {
        for (const char* password : {"password", "PassWord", "12345678", "password1", "qwertyuiop", "TRUSTNO1", "dalmatio"})
            CHECK_MESSAGE(refuse_password(password, email) == password_too_common, password);
    }
    TEST_CASE("not the e-mail address nor what stands before its @") {
        CHECK(refuse_password("fili.durin@example.org", email) == password_too_common);
        CHECK(refuse_password("FILI.DURIN", email) == password_too_common);
        CHECK_FALSE(refuse_password("fili.durin2", email));
        CHECK_FALSE(refuse_password("erebor-2941", ""));
    }
}
