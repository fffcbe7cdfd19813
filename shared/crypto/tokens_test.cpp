#include "shared/crypto/tokens.hpp"

#include <doctest/doctest.h>

#include <set>

#include "shared/crypto/emails.hpp"
#include "shared/crypto/keyed_hash.hpp"
#include "shared/encoding/base64url.hpp"

using namespace andvari;
using namespace andvari::crypto;

TEST_SUITE("crypto: tokens") {
    TEST_CASE("a token has 256 bits, never the same") {
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i) {
            const auto token = new_token();
            CHECK(token.size() == 43);
            CHECK(from_base64url(token.view())->size() == 32);
            seen.emplace(token.view());
        }
        CHECK(seen.size() == 100);
    }
    TEST_CASE("what is stored is SHA-256, as FIPS 180-4 has it") {
        CHECK(token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    TEST_CASE("an API key has an id that is safe anywhere, and a secret") {
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i) {
            const auto key = new_api_key();
            CHECK(is_api_key_id(key.id));
            CHECK(key.secret.size() == 43);
            seen.insert(key.id);
        }
        CHECK(seen.size() == 100);
    }
    TEST_CASE("nothing else is an id of a key") {
        for (const char* text : {"", "AK", "AKABCDEFGHIJKLMNOPQ", "AKABCDEFGHIJKLMNOPQRS", "akABCDEFGHIJKLMNOPQR",
                                 "AKABCDEFGHIJKLMNOPQ1", "AKabcdefghijklmnopqr"})
            CHECK_MESSAGE(!is_api_key_id(text), text);
    }
    TEST_CASE("a key's hash depends on both its id and its secret") {
        const auto hash = api_key_hash("AKABCDEFGHIJKLMNOPQR", "secret");
        CHECK(hash.size() == 64);
        CHECK(hash == api_key_hash("AKABCDEFGHIJKLMNOPQR", "secret"));
        CHECK(hash != api_key_hash("AKABCDEFGHIJKLMNOPQS", "secret"));
        CHECK(hash != api_key_hash("AKABCDEFGHIJKLMNOPQR", "secreu"));
    }
}

TEST_SUITE("crypto: keyed hashes") {
    TEST_CASE("parts that join to the same bytes have different hashes") {
        constexpr const char* key = "0123456789abcdef";
        CHECK(keyed_hash(key, {"ab", "c"}) != keyed_hash(key, {"a", "bc"}));
        CHECK(keyed_hash(key, {"ab"}) != keyed_hash(key, {"ab", ""}));
    }
    TEST_CASE("a key that is too short or too long is a fault") {
        CHECK_THROWS_AS(keyed_hash("short", {"text"}), std::invalid_argument);
        CHECK_THROWS_AS(keyed_hash(std::string(65, 'k'), {"text"}), std::invalid_argument);
    }
}

TEST_SUITE("crypto: e-mail addresses to look up by") {
    constexpr const char* pepper = "sixteen bytes or more";

    TEST_CASE("blanks around an address and capitals do not matter") {
        CHECK(normalised_email(" \tFili@Example.ORG\r\n") == "fili@example.org");
        CHECK(normalised_email("  ") == "");
        CHECK(normalised_email("\xc3\x84@b.c") == "\xc3\x84@b.c");
        CHECK(email_lookup_hash(pepper, "Fili@Example.org ") == email_lookup_hash(pepper, "fili@example.ORG"));
    }
    TEST_CASE("another address or another pepper gives another hash") {
        CHECK(email_lookup_hash(pepper, "fili@example.org") != email_lookup_hash(pepper, "kili@example.org"));
        CHECK(email_lookup_hash(pepper, "fili@example.org") != email_lookup_hash("another pepper, as long", "fili@example.org"));
    }
}
