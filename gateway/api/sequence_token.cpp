#include "gateway/api/sequence_token.hpp"

#include <charconv>

#include "shared/encoding/base64url.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::gateway {
namespace {

constexpr std::size_t most_tokens = 8;
constexpr std::size_t most_sources = 8;

bool is_source(std::string_view text) {
    const auto slash = text.find('/');
    return slash != std::string_view::npos && is_token(text.substr(0, slash)) && parse_number(text.substr(slash + 1));
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

/// The text before the next `separator`, which is taken off `rest` with it.
std::string_view next(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto item = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return item;
}

std::optional<SequencePlace> parse_token(std::string_view token) {
    const auto text = from_base64url(token);
    return text ? parse_place(*text) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    if (text.empty() || text.size() > 19 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > INT64_MAX) return std::nullopt;
    return value;
}

std::optional<SequencePlace> parse_place(std::string_view text) {
    const auto source = next(text, ':');
    const auto epoch = parse_number(next(text, ':'));
    const auto sequence = parse_number(text);
    if (!is_source(source) || !epoch || !sequence || *epoch == 0 || *sequence == 0) return std::nullopt;
    return SequencePlace{std::string{source}, *epoch, *sequence};
}

std::string to_token(const SequencePlace& place) {
    return to_base64url(place.source + ':' + std::to_string(place.epoch) + ':' + std::to_string(place.sequence));
}

std::optional<std::vector<SequencePlace>> parse_tokens(std::string_view text) {
    std::vector<SequencePlace> places;
    do {
        auto place = parse_token(trimmed(next(text, ',')));
        if (!place || places.size() == most_tokens) return std::nullopt;
        places.push_back(std::move(*place));
    } while (!text.empty());
    return places;
}

std::string to_event_id(const EventPosition& position) {
    std::string text;
    for (const auto& [source, sequence] : position)
        text.append(text.empty() ? "" : ",").append(source).append(":").append(std::to_string(sequence));
    return to_base64url(text.empty() ? "-" : text);
}

std::optional<EventPosition> parse_event_id(std::string_view id) {
    const auto text = from_base64url(id);
    if (!text || text->empty()) return std::nullopt;
    EventPosition position;
    if (*text == "-") return position;
    for (std::string_view rest = *text; !rest.empty();) {
        auto item = next(rest, ',');
        const auto source = next(item, ':');
        const auto sequence = parse_number(item);
        if (!is_source(source) || !sequence || position.size() == most_sources) return std::nullopt;
        if (!position.emplace(source, *sequence).second) return std::nullopt;
    }
    return position;
}

std::string to_cursor(char kind, std::string_view value) { return to_base64url(std::string{kind} + ':' + std::string{value}); }

std::optional<std::string> parse_cursor(char kind, std::string_view text) {
    const auto value = from_base64url(text);
    if (!value || value->size() < 3 || (*value)[0] != kind || (*value)[1] != ':') return std::nullopt;
    return value->substr(2);
}

}  // namespace andvari::gateway
