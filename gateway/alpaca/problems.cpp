#include "gateway/alpaca/problems.hpp"

#include <algorithm>
#include <array>

#include "gateway/alpaca/json_object.hpp"

namespace andvari::gateway::alpaca {
namespace {

/// Where Alpaca's status is another one: what is asked for is right in itself, but the account has not enough for it.
int status_of(const Problem& problem) {
    static constexpr std::array<std::string_view, 5> lacking{"insufficient_cash", "insufficient_shares", "short_sale_not_allowed",
                                                             "insufficient_buying_power", "unsettled_cash"};
    if (std::ranges::find(lacking, problem.code) != lacking.end()) return 403;
    return problem.status == 409 ? 422 : problem.status;
}

/// The status, and four digits that tell more: 40010001 is a bad parameter.
std::int64_t code_of(int status) { return status * 100'000 + 10'000 + (status == 400 ? 1 : 0); }

}  // namespace

bool is_path(std::string_view path) {
    constexpr std::string_view accounts = "/accounts/";
    if (path.starts_with(accounts)) path.remove_prefix(std::min(path.find('/', accounts.size()), path.size()));
    return path.starts_with("/v2/") || path.starts_with("/v3/") || path == "/stream";
}

void write(http::Response& response, const Problem& problem) {
    gateway::write(response, problem);  // For the fields of the head.
    response.status = status_of(problem);
    response.content_type = "application/json";
    response.body.clear();
    JsonObject object{response.body};
    object.number("code", code_of(response.status)).text("message", problem.detail).text("reason", problem.code);
}

Problem unprocessable(std::string_view code, std::string_view message) {
    return {.code = std::string{code}, .status = 422, .detail = std::string{message}};
}

Problem bad_request(std::string_view message) {
    return {.code = "malformed_request", .status = 400, .detail = std::string{message}};
}

}  // namespace andvari::gateway::alpaca
