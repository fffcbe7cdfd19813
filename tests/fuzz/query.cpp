// The query of a request target, and percent-encoding.
#include "gateway/http/uri.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

std::string encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')) out += c;
        else out.append("%").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
    return out;
}

std::string written(const http::Query& query) {
    std::string text;
    for (const auto& [name, value] : query)
        text.append(text.empty() ? "" : "&").append(encoded(name)).append("=").append(encoded(value));
    return text;
}

bool survives_json(std::string_view text) {
    const auto again = json::read<std::vector<std::string>>(json::write(std::vector{std::string{text}}));
    promise(again.has_value(), "whatever is written as JSON reads");
    return again->front() == text;
}

}  // namespace

void attack(std::string_view input) {
    promise(http::is_utf8(input) == survives_json(input), "the door and the JSON writer agree on what is UTF-8");

    const auto decoded = http::decode(input);
    promise(decoded.has_value() == http::decode(input, true).has_value(), "a plus sign does not decide whether a text is good");
    if (decoded) {
        promise(http::is_utf8(*decoded), "what is decoded is UTF-8");
        if (!http::is_path(input)) return;
        promise(http::is_path(encoded(*decoded)), "what was a path can be encoded as one");
        promise(http::decode(encoded(*decoded)) == decoded, "what is encoded again decodes to the same");
    }

    const auto query = http::parse_query(input);
    if (!query || !http::is_query(input)) return;
    for (const auto& [name, value] : *query) promise(http::is_utf8(name) && http::is_utf8(value), "names and values are UTF-8");
    promise(http::is_query(written(*query)), "a query that is written again is one");
    promise(http::parse_query(written(*query)) == query, "a query that is written again says the same");
    if (!input.empty())
        promise(!http::parse_query(std::string{input}.append("&").append(input)), "a name that stands twice is refused");
}

}  // namespace andvari::fuzz
