#include <sodium.h>

#include "shared/bus/jetstream.hpp"
#include "shared/bus/native.hpp"

namespace andvari::bus {

namespace {

using jetstream::Json;

constexpr std::chrono::seconds direct_patience{5};

std::string decode_base64(const std::string& text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                          &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        throw BusError{"a stored message is not base64"};
    bytes.resize(length);
    return bytes;
}

/// "NATS/1.0\r\nname: value\r\n…\r\n"
std::vector<std::pair<std::string, std::string>> split_headers(std::string_view block) {
    std::vector<std::pair<std::string, std::string>> headers;
    while (!block.empty()) {
        const auto end = block.find("\r\n");
        const auto line = block.substr(0, end);
        block.remove_prefix(end == block.npos ? block.size() : end + 2);
        if (const auto colon = line.find(": "); colon != line.npos)
            headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return headers;
}

std::optional<Found> get_message(Connection& connection, std::string_view stream, const Json& which) {
    const auto answer = jetstream::ask(connection, "STREAM.MSG.GET." + jetstream::name(stream), which);
    if (answer.error == jetstream::message_not_found) return std::nullopt;
    const auto& stored = answer.value("reading " + std::string{stream}).at("message");
    const auto names = split_headers(decode_base64(stored.value("hdrs", std::string{})));
    const Headers headers{names.begin(), names.end()};
    auto message =
        make_message(stored.at("subject").get<std::string>(), {}, headers, decode_base64(stored.value("data", std::string{})));
    return Found{Message{message.release()}, stored.at("seq").get<std::uint64_t>()};
}

std::optional<Message> message_of(std::optional<Found> found) {
    return found ? std::optional{std::move(found->message)} : std::nullopt;
}

}  // namespace

std::optional<StreamState> stream_state(Connection& connection, std::string_view stream) {
    const auto answer = jetstream::ask(connection, "STREAM.INFO." + jetstream::name(stream));
    if (answer.error == jetstream::stream_not_found) return std::nullopt;
    const auto& info = answer.value("the state of " + std::string{stream});
    const auto& state = info.at("state");
    return StreamState{info.at("created").get<std::string>(), state.at("first_seq").get<std::uint64_t>(),
                       state.at("last_seq").get<std::uint64_t>(), state.at("messages").get<std::uint64_t>(),
                       state.at("bytes").get<std::uint64_t>()};
}

std::optional<Message> message_at(Connection& connection, std::string_view stream, std::uint64_t sequence) {
    return message_of(get_message(connection, stream, {{"seq", sequence}}));
}

std::optional<Message> last_message(Connection& connection, std::string_view stream, std::string_view subject) {
    return message_of(get_message(connection, stream, {{"last_by_subj", subject}}));
}

std::optional<Found> next_message(Connection& connection, std::string_view stream, std::uint64_t from, std::string_view subject) {
    return get_message(connection, stream, {{"seq", from}, {"next_by_subj", subject}});
}

std::optional<Message> last_message_directly(Connection& connection, std::string_view stream, const std::string& subject) {
    const auto request = jetstream::api(connection, "DIRECT.GET." + jetstream::name(stream) + "." + subject);
    const auto answer = connection.request(request, {}, direct_patience);
    if (const auto status = answer.header("Status"); !status.empty()) {
        if (status == "404") return std::nullopt;
        throw BusError{"reading " + std::string{stream} + ": " + std::string{answer.header("Description")}};
    }
    Headers headers;
    answer.each_header([&](std::string_view name, std::string_view value) { headers.emplace_back(name, value); });
    return Message{make_message(subject, {}, headers, answer.body()).release()};
}

}  // namespace andvari::bus
