#include "gateway/alpaca/market_codec.hpp"

#include <nlohmann/json.hpp>

#include "shared/time/instant.hpp"

namespace andvari::gateway::alpaca {
namespace {

using Json = nlohmann::json;

// The number of the timestamp among MessagePack's extensions is -1; written as a byte.
constexpr std::uint8_t timestamp_type = 0xff;

/// 30 bits of nanoseconds and 34 of seconds ("timestamp 64").
Json timestamp(Instant time) {
    const auto seconds = static_cast<std::uint64_t>(time.microseconds / 1'000'000);
    const auto nanoseconds = static_cast<std::uint64_t>(time.microseconds % 1'000'000) * 1000;
    const auto packed = nanoseconds << 34 | seconds;
    std::vector<std::uint8_t> bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(packed >> shift & 0xff));
    return Json::binary(std::move(bytes), timestamp_type);
}

}  // namespace

std::string to_messagepack(std::string_view json) {
    auto document = Json::parse(json);
    for (auto& message : document) {
        const auto time = message.find("t");
        if (time == message.end() || !time->is_string()) continue;
        if (const auto moment = Instant::parse(time->get_ref<const std::string&>())) *time = timestamp(*moment);
    }
    std::string out;
    Json::to_msgpack(document, out);
    return out;
}

}  // namespace andvari::gateway::alpaca
