#include "shared/bus/acknowledgement.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace andvari::bus {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The number after `"name":`, spaces allowed. Enough for the one flat object that a server answers with.
std::optional<std::uint64_t> member(std::string_view json, std::string_view name) {
    auto at = json.find(name);
    if (at == json.npos) return std::nullopt;
    at = json.find_first_not_of(": ", at + name.size());
    if (at == json.npos) return std::nullopt;
    return number(json.substr(at, json.find_first_not_of("0123456789", at) - at));
}

Answer read_error(std::string_view body) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("error")) return {Answer::Kind::later, {}, "an answer that is no acknowledgement"};
    const auto& error = json["error"];
    const int code = error.value("code", 500);
    // The server's 4xx are about the message, its 5xx about the server: a full disk, no leader, storage offline.
    const auto kind = code == 404                 ? Answer::Kind::missing
                      : code >= 400 && code < 500 ? Answer::Kind::refused
                                                  : Answer::Kind::later;
    return {kind, {}, error.value("description", std::string{"unknown error"})};
}

}  // namespace

Answer read_answer(const Message& message) {
    const auto body = message.body();
    if (body.empty()) return {Answer::Kind::missing, {}, "no stream takes this subject"};
    if (body.find("\"error\"") != body.npos) return read_error(body);
    const auto sequence = member(body, "\"seq\"");
    if (!sequence) return read_error(body);
    const bool duplicate = body.find("\"duplicate\"") != body.npos && body.find("true") != body.npos;
    return {Answer::Kind::stored, {*sequence, duplicate}, {}};
}

std::optional<Place> read_place(std::string_view subject) {
    if (!subject.starts_with("$JS.ACK.")) return std::nullopt;
    std::array<std::string_view, 12> tokens;
    std::size_t count = 0;
    for (std::size_t begin = 0; count < tokens.size();) {
        const auto end = subject.find('.', begin);
        tokens[count++] = subject.substr(begin, end - begin);
        if (end == subject.npos) break;
        begin = end + 1;
    }
    if (count != 9 && count < 11) return std::nullopt;
    const auto* part = tokens.data() + (count == 9 ? 2 : 4);
    const auto deliveries = number(part[2]), stream_sequence = number(part[3]), consumer_sequence = number(part[4]),
               nanoseconds = number(part[5]), pending = number(part[6]);
    if (!deliveries || !stream_sequence || !consumer_sequence || !nanoseconds || !pending) return std::nullopt;
    return Place{part[0],
                 part[1],
                 *deliveries,
                 *stream_sequence,
                 *consumer_sequence,
                 *pending,
                 Instant{static_cast<std::int64_t>(*nanoseconds / 1000)}};
}

}  // namespace andvari::bus
