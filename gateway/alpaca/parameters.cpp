#include "gateway/alpaca/parameters.hpp"

#include "gateway/alpaca/problems.hpp"
#include "gateway/api/sequence_token.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::size_t most_symbols = 200;

Problem malformed(std::string_view name, std::string_view what) {
    return bad_request("invalid " + std::string{name} + ": " + std::string{what});
}

}  // namespace

Result<std::optional<Instant>> moment_parameter(const Call& call, std::string_view name, bool end_of_day) {
    const auto* text = parameter(call, name);
    if (!text || text->empty()) return std::optional<Instant>{};
    const bool date = text->size() == 10;
    const auto time = Instant::parse(date ? *text + (end_of_day ? "T23:59:59.999999Z" : "T00:00:00Z") : *text);
    if (!time) return malformed(name, "it must be a time such as 2026-01-31T14:30:00Z, or a date");
    return time;
}

Result<std::int64_t> count_parameter(const Call& call, std::string_view name, std::int64_t usual, std::int64_t most) {
    const auto* text = parameter(call, name);
    if (!text || text->empty()) return usual;
    const auto count = parse_number(*text);
    if (!count || *count == 0 || static_cast<std::int64_t>(*count) > most)
        return malformed(name, "it must be from 1 to " + std::to_string(most));
    return static_cast<std::int64_t>(*count);
}

Result<bool> oldest_first_parameter(const Call& call, std::string_view name, bool usual) {
    const auto* text = parameter(call, name);
    if (!text || text->empty()) return usual;
    if (*text != "asc" && *text != "desc") return malformed(name, "it must be asc or desc");
    return *text == "asc";
}

std::vector<std::string> list_parameter(const Call& call, std::string_view name) {
    std::vector<std::string> items;
    const auto* text = parameter(call, name);
    if (!text) return items;
    for (std::string_view rest = *text; !rest.empty();) {
        const auto comma = rest.find(',');
        if (const auto item = rest.substr(0, comma); !item.empty()) items.emplace_back(item);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return items;
}

Result<std::vector<Symbol>> symbols_parameter(const Call& call) {
    const auto names = list_parameter(call, "symbols");
    if (names.empty()) return bad_request("symbols is required");
    if (names.size() > most_symbols) return malformed("symbols", "there are too many");
    std::vector<Symbol> symbols;
    for (const auto& name : names) {
        if (!is_symbol(name)) return malformed("symbols", name);
        symbols.push_back({name});
    }
    return symbols;
}

bool flag_parameter(const Call& call, std::string_view name) {
    const auto* text = parameter(call, name);
    return text && *text == "true";
}

}  // namespace andvari::gateway::alpaca
