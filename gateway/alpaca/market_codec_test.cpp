#include "gateway/alpaca/market_codec.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using andvari::gateway::alpaca::to_messagepack;
using Json = nlohmann::json;

TEST_SUITE("alpaca: MessagePack") {
    TEST_CASE("says the same as the JSON") {
        const auto packed = to_messagepack(R"([{"T":"q","S":"AAPL","bp":1.5,"bs":100,"c":["R"]}])");
        CHECK(Json::from_msgpack(packed) == Json::parse(R"([{"T":"q","S":"AAPL","bp":1.5,"bs":100,"c":["R"]}])"));
    }
    TEST_CASE("has times as timestamps of 64 bits, extension -1, with all their digits") {
        const auto packed = to_messagepack(R"([{"t":"2024-01-02T03:04:05.678901Z"}])");
        // 0xd7: eight bytes of an extension; its number -1; 30 bits of nanoseconds, 34 of seconds.
        const auto at = packed.find(std::string{"\xd7\xff", 2});
        REQUIRE(at != std::string::npos);
        std::uint64_t value = 0;
        for (const unsigned char c : packed.substr(at + 2, 8)) value = value << 8 | c;
        CHECK((value >> 34) == 678'901'000);
        CHECK((value & 0x3ffffffff) == 1'704'164'645);
        CHECK(packed.size() == at + 10);
    }
    TEST_CASE("leaves alone what is called t and is no time") {
        CHECK(Json::from_msgpack(to_messagepack(R"([{"t":"soon"},{"t":7}])")) == Json::parse(R"([{"t":"soon"},{"t":7}])"));
    }
}
