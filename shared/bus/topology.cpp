// Streams and consumers as data: see infra/nats/topology.json.
#include <charconv>

#include "shared/bus/jetstream.hpp"
#include "shared/bus/native.hpp"

namespace andvari::bus {

namespace {

using jetstream::Json;

/// "2m" is nanoseconds, "2GiB" bytes, as the server wants them; anything else stays as it is.
Json in_units(const Json& value) {
    constexpr std::pair<std::string_view, std::int64_t> units[]{
        {"s", 1'000'000'000},           {"m", 60'000'000'000},          {"h", 3'600'000'000'000},      {"d", 86'400'000'000'000},
        {"KiB", std::int64_t{1} << 10}, {"MiB", std::int64_t{1} << 20}, {"GiB", std::int64_t{1} << 30}};
    if (!value.is_string()) return value;
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{}) return value;
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    for (const auto& [name, factor] : units)
        if (unit == name) return count * factor;
    throw BusError{"the declaration of streams has an unknown unit: " + text};
}

/// Over the defaults: what a declaration says, its units resolved, without `consumers`.
Json resolved(Json defaults, const Json& declared) {
    constexpr const char* quantities[]{"max_age", "max_bytes", "duplicate_window", "ack_wait", "inactive_threshold"};
    for (const auto& [key, value] : declared.items())
        if (key != "consumers") defaults[key] = value;
    for (const auto* key : quantities)
        if (const auto at = defaults.find(key); at != defaults.end()) *at = in_units(*at);
    return defaults;
}

const Json stream_defaults{{"retention", "limits"}, {"discard", "old"},  {"max_consumers", -1}, {"max_msgs", -1},
                           {"max_msg_size", -1},    {"num_replicas", 1}, {"max_bytes", -1},     {"max_msgs_per_subject", -1}};
const Json consumer_defaults{{"ack_policy", "all"},        {"ack_wait", "30s"}, {"deliver_policy", "all"},
                             {"replay_policy", "instant"}, {"max_deliver", -1}, {"max_ack_pending", 1'000'000}};

/// The present configuration with the wanted values over it, or nothing where they are the same already.
std::optional<Json> changed(const Json& present, const Json& wanted, std::initializer_list<std::string_view> kept = {}) {
    Json merged = present;
    for (const auto& [key, value] : wanted.items())
        if (std::find(kept.begin(), kept.end(), key) == kept.end()) merged[key] = value;
    // The server leaves out what is false or zero.
    for (const auto& [key, value] : wanted.items())
        if (!present.contains(key) && (value == false || value == 0)) merged.erase(key);
    if (merged == present) return std::nullopt;
    return merged;
}

void apply_stream(Connection& connection, const Json& wanted) {
    const auto name = jetstream::name(wanted.at("name").get<std::string>());
    const auto info = jetstream::ask(connection, "STREAM.INFO." + name);
    if (info.error == jetstream::stream_not_found) {
        jetstream::ask(connection, "STREAM.CREATE." + name, wanted).value("making the stream " + name);
        return;
    }
    if (const auto update = changed(info.value("the stream " + name).at("config"), wanted))
        jetstream::ask(connection, "STREAM.UPDATE." + name, *update).value("changing the stream " + name);
}

void apply_consumer(Connection& connection, const std::string& stream, const Json& wanted) {
    const auto name = jetstream::name(wanted.at("durable_name").get<std::string>());
    const auto info = jetstream::ask(connection, "CONSUMER.INFO." + stream + "." + name);
    const auto create = [&](const Json& configuration, const char* what) {
        jetstream::make_consumer(connection, stream, configuration).value(what + (" the consumer " + name));
    };
    if (info.error == jetstream::consumer_not_found) return create(wanted, "making");
    // Where a consumer began is history: a reader that made it anew let it begin after what was acknowledged.
    const auto update = changed(info.value("the consumer " + name).at("config"), wanted, {"deliver_policy"});
    if (update) create(*update, "changing");
}

}  // namespace

void apply_topology(Connection& connection, std::string_view declaration) {
    try {
        const auto declared = Json::parse(declaration);
        for (const auto& stream : declared.at("streams")) {
            apply_stream(connection, resolved(stream_defaults, stream));
            for (const auto& consumer : stream.value("consumers", Json::array()))
                apply_consumer(connection, stream.at("name").get<std::string>(), resolved(consumer_defaults, consumer));
        }
    } catch (const Json::exception& e) {
        throw BusError{std::string{"the declaration of streams: "} + e.what()};
    }
    implementation(connection).remember_topology(declaration);
}

}  // namespace andvari::bus
