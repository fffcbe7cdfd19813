#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

#include "shared/crypto/person_key.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/crypto/testing.hpp"
#include "shared/encoding/base64url.hpp"

using namespace andvari;
using namespace andvari::crypto;
using testing::flipped;

TEST_SUITE("crypto: what only one party can open") {
    const auto keys = OpeningKey::generate();

    TEST_CASE("opens with the key that it was sealed to") {
        CHECK(rc::check([&](const std::string& bytes) {
            const auto sealed = seal_to(keys.sealing(), bytes);
            RC_ASSERT(sealed.size() == bytes.size() + 48);
            RC_ASSERT(open_sealed(keys, sealed)->view() == bytes);
        }));
    }
    TEST_CASE("opens with no other key, nor when a bit of it is another") {
        const auto sealed = seal_to(keys.sealing(), "hunter2");
        CHECK_FALSE(open_sealed(OpeningKey::generate(), sealed).has_value());
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit)
            CHECK_FALSE(open_sealed(keys, flipped(sealed, bit)).has_value());
        for (std::size_t size = 0; size < sealed.size(); ++size)
            CHECK_FALSE(open_sealed(keys, sealed.substr(0, size)).has_value());
    }
    TEST_CASE("looks different each time") { CHECK(seal_to(keys.sealing(), "hunter2") != seal_to(keys.sealing(), "hunter2")); }
    TEST_CASE("keys come back from what is kept of them") {
        const auto again = OpeningKey::from_bytes(keys.bytes().view());
        const auto sealing = SealingKey::parse(keys.sealing().text());
        REQUIRE(again.has_value());
        REQUIRE(sealing.has_value());
        CHECK(*sealing == keys.sealing());
        CHECK(open_sealed(*again, seal_to(*sealing, "hunter2"))->view() == "hunter2");
        CHECK_FALSE(OpeningKey::from_bytes("short").has_value());
    }
    TEST_CASE("the public key is RFC 7748's of the secret one") {
        std::string secret;
        for (const int byte : {0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
                               0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a})
            secret += static_cast<char>(byte);
        CHECK(OpeningKey::from_bytes(secret)->sealing().text() == "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo");
    }
    TEST_CASE("a key with which nothing would be secret is none") {
        CHECK_FALSE(SealingKey::parse("").has_value());
        CHECK_FALSE(SealingKey::parse("AAAA").has_value());
        CHECK_FALSE(SealingKey::parse(to_base64url(std::string(32, '\0'))).has_value());
        CHECK_FALSE(SealingKey::parse(to_base64url("\x01" + std::string(31, '\0'))).has_value());
        CHECK_THROWS_AS(seal_to(SealingKey{}, "hunter2"), std::invalid_argument);
    }
}

TEST_SUITE("crypto: personal data in facts") {
    const auto key = PersonKey::generate();
    constexpr SealedPlace email{"018f-user", "email"};

    TEST_CASE("open with their key at their place") {
        CHECK(rc::check([&](const std::string& plain) { RC_ASSERT(open(key, email, seal(key, email, plain)) == plain); }));
    }
    TEST_CASE("open with no other key, at no other place, nor when a bit of them is another") {
        const auto sealed = seal(key, email, "fili@example.org");
        CHECK_FALSE(open(PersonKey::generate(), email, sealed).has_value());
        CHECK_FALSE(open(key, {"018f-other", "email"}, sealed).has_value());
        CHECK_FALSE(open(key, {"018f-user", "name"}, sealed).has_value());
        CHECK_FALSE(open(key, {"018f-usere", "mail"}, sealed).has_value());
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) CHECK_FALSE(open(key, email, flipped(sealed, bit)).has_value());
        for (std::size_t size = 0; size < sealed.size(); ++size)
            CHECK_FALSE(open(key, email, sealed.substr(0, size)).has_value());
        for (const char* end : {"A", "AAAA", "=", " "}) CHECK_FALSE(open(key, email, sealed + end).has_value());
    }
    TEST_CASE("are texts that tell their version, and little by their length") {
        std::set<std::size_t> sizes;
        for (std::size_t size = 0; size < 32; ++size) sizes.insert(seal(key, email, std::string(size, 'x')).size());
        CHECK(sizes == std::set<std::size_t>{99});
        CHECK(seal(key, email, std::string(32, 'x')).size() > 99);
        CHECK(seal(key, email, "x").starts_with("v1."));
        CHECK(seal(key, email, "x") != seal(key, email, "x"));
    }
    TEST_CASE("sealed long ago, by another program, still open") {
        const auto old_key = PersonKey::from_bytes("an old key of exactly 32 bytes..");
        REQUIRE(old_key.has_value());
        CHECK(open(*old_key, email,
                   "v1.YSBub25jZSBvZiAyNCBieXRlcyBsb25nS_JBj3Jk8p6ha-dpAiVRBe7GjWUj_U4YLB9BeQff53tPyb7WN7jGsTiFQjKPoCsF") ==
              "fili@example.org");
    }
    TEST_CASE("a key comes back from its bytes") {
        const auto sealed = seal(key, email, "fili@example.org");
        CHECK(open(*PersonKey::from_bytes(key.bytes().view()), email, sealed) == "fili@example.org");
        CHECK_FALSE(PersonKey::from_bytes("short").has_value());
    }
}
