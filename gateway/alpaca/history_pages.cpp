#include "gateway/alpaca/history_pages.hpp"

#include <limits>

#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/api/sequence_token.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::int64_t usual_page = 1000, largest_page = 10'000;

std::optional<std::int64_t> place_number(std::string_view text) {
    const auto number = parse_number(text);
    if (!number || *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

std::optional<PagePlace> parse_page_token(char kind, std::string_view token) {
    const auto text = parse_cursor(kind, token);
    if (!text) return std::nullopt;
    const std::string_view all{*text};
    const auto one = all.find('|'), two = all.rfind('|');
    if (one == two) return std::nullopt;
    const auto first = place_number(all.substr(one + 1, two - one - 1)), second = place_number(all.substr(two + 1));
    if (!first || !second || !is_symbol(all.substr(0, one))) return std::nullopt;
    return PagePlace{{std::string{all.substr(0, one)}}, *first, *second};
}

}  // namespace

std::string to_page_token(char kind, const PagePlace& at) {
    return to_cursor(kind, at.symbol.text + '|' + std::to_string(at.first) + '|' + std::to_string(at.second));
}

Result<HistoryWish> history_wish(const Call& call, char kind) {
    HistoryWish wish;
    const auto start = moment_parameter(call, "start"), end = moment_parameter(call, "end", true);
    for (const auto* time : {&start, &end})
        if (!*time) return time->error();
    const auto limit = count_parameter(call, "limit", usual_page, largest_page);
    if (!limit) return limit.error();
    const auto oldest_first = oldest_first_parameter(call, "sort", true);
    if (!oldest_first) return oldest_first.error();
    wish.from = *start;
    if (*end) wish.to = Instant{(*end)->microseconds + 1};
    wish.limit = *limit;
    wish.oldest_first = *oldest_first;
    if (const auto* token = parameter(call, "page_token"); token && !token->empty()) {
        wish.behind = parse_page_token(kind, *token);
        if (!wish.behind) return bad_request("invalid page_token");
    }
    return wish;
}

Result<std::vector<Symbol>> symbols_of(const Call& call, bool many) {
    if (many) return symbols_parameter(call);
    if (!is_symbol(call.path[0])) return bad_request("invalid symbol: " + call.path[0]);
    return std::vector{Symbol{call.path[0]}};
}

Instant day_of(Instant time) { return {time.day() * 86'400'000'000}; }

}  // namespace andvari::gateway::alpaca
