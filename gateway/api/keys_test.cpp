#include "gateway/api/keys.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace andvari::gateway;

namespace {
KeyRing ring_of(const std::vector<ApiKey>& keys) { return KeyRing{keys}; }
}  // namespace

TEST_SUITE("gateway: configured keys") {
    const KeyRing ring =
        ring_of({{"alices-key-1", "owner:alice"}, {"alices-key-2", "owner:alice"}, {"the-operator", "system:operator"}});

    TEST_CASE("tell who is calling") {
        REQUIRE(ring.find("alices-key-1"));
        CHECK(*ring.find("alices-key-1") == "owner:alice");
        CHECK(*ring.find("alices-key-2") == "owner:alice");
        CHECK(*ring.find("the-operator") == "system:operator");
    }
    TEST_CASE("must be exact") {
        for (const char* key : {"", "alices-key", "alices-key-12", " alices-key-1", "alices-key-1 ", "ALICES-KEY-1"})
            CHECK_MESSAGE(!ring.find(key), key);
    }
    TEST_CASE("that cannot be one stop the start, and are not told") {
        CHECK_THROWS_AS(ring_of({{"short", "owner:a"}}), std::invalid_argument);
        CHECK_THROWS_AS(ring_of({{"long enough but blank", "owner:a"}}), std::invalid_argument);
        CHECK_THROWS_AS(ring_of({{"long-enough", "alice"}}), std::invalid_argument);
        CHECK_THROWS_AS(ring_of({{"long-enough", "owner:"}}), std::invalid_argument);
        CHECK_THROWS_AS(ring_of({{"long-enough", "system:portfolio"}}), std::invalid_argument);
        CHECK_THROWS_AS(ring_of({{"long-enough", "owner:a"}, {"long-enough", "owner:b"}}), std::invalid_argument);
        try {
            ring_of({{"s3cret", "owner:a"}});
        } catch (const std::invalid_argument& e) {
            CHECK(std::string{e.what()}.find("s3cret") == std::string::npos);
        }
    }
}
