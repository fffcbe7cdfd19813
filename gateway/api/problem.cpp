#include "gateway/api/problem.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

void append_errors(std::string& out, const std::vector<Problem::Error>& errors) {
    static constexpr std::array<std::string_view, 3> members{"pointer", "parameter", "field"};
    out.append(",\"errors\":[");
    for (bool first = true; const auto& error : errors) {
        out.append(first ? "{\"" : ",{\"").append(members[static_cast<std::size_t>(error.in)]).append("\":");
        first = false;
        json::append_string(out, error.where);
        out.append(",\"detail\":");
        json::append_string(out, error.detail);
        out.append("}");
    }
    out.append("]");
}

}  // namespace

void throw_exception_from_error(const Problem& problem, const boost::source_location&) {
    throw std::runtime_error{problem.code + ": " + problem.detail};
}

void write(http::Response& response, const Problem& problem) {
    response.reset();
    response.status = problem.status;
    response.content_type = "application/problem+json";
    auto& body = response.body;
    body.append(R"({"type":"urn:andvari:problem:)")
        .append(problem.code)
        .append(R"(","title":")")
        .append(http::reason_of(problem.status));
    body.append(R"(","status":)").append(std::to_string(problem.status)).append(",\"detail\":");
    json::append_string(body, problem.detail);
    if (!problem.instance.empty()) {
        body.append(",\"instance\":");
        json::append_string(body, problem.instance);
    }
    if (!problem.errors.empty()) append_errors(body, problem.errors);
    if (!problem.violated_policy.empty())
        body.append(R"(,"violated-policies":[")").append(problem.violated_policy).append(R"("])");
    body.append("}");
    if (problem.status == 401)
        response.add("WWW-Authenticate",
                     "Bearer realm=\"andvari\"" + (problem.challenge.empty() ? "" : ", " + problem.challenge));
    if (problem.status == 426)
        response.add("Upgrade", "websocket").add("Connection", "Upgrade").add("Sec-WebSocket-Version", "13");
    if (problem.retry_after > 0) response.add("Retry-After", std::to_string(problem.retry_after));
    if (!problem.allow.empty()) response.add("Allow", problem.allow);
}

Problem body_problem(const json::Mistake& mistake) {
    return {.code = "malformed_body",
            .status = 400,
            .detail = "The body is not what this operation reads: " + mistake.text() + '.',
            .errors = {{Problem::Error::In::body, mistake.path, mistake.reason}}};
}

Problem parameter_problem(std::string_view name, std::string_view detail) {
    return {.code = "malformed_parameter",
            .status = 400,
            .detail = "The parameter " + std::string{name} + ' ' + std::string{detail} + '.',
            .errors = {{Problem::Error::In::query, std::string{name}, std::string{detail}}}};
}

Problem field_problem(std::string_view name, std::string_view detail) {
    return {.code = "malformed_field",
            .status = 400,
            .detail = "The field " + std::string{name} + ' ' + std::string{detail} + '.',
            .errors = {{Problem::Error::In::field, std::string{name}, std::string{detail}}}};
}

Problem not_found(std::string_view kind) {
    return {.code = std::string{kind} + "_not_found",
            .status = 404,
            .detail = "There is no such " + std::string{kind} + " here for this key."};
}

Problem unavailable(std::string_view code, std::string_view detail) {
    return {.code = std::string{code}, .status = 503, .detail = std::string{detail}, .retry_after = 1};
}

Problem forbidden(std::string_view code, std::string_view detail) {
    return {.code = std::string{code}, .status = 403, .detail = std::string{detail}};
}

int status_of_refusal(std::string_view code) {
    static constexpr std::array<std::string_view, 4> forbidden{"owner_not_allowed", "operator_only", "permission_denied",
                                                               "session_required"};
    static constexpr std::array<std::string_view, 21> conflicts{"account_closed",
                                                                "account_not_empty",
                                                                "orders_open",
                                                                "transfers_open",
                                                                "action_not_pending",
                                                                "already_halted",
                                                                "cancelled_before_acceptance",
                                                                "key_changed",
                                                                "key_retired",
                                                                "last_administrator",
                                                                "own_account",
                                                                "not_halted",
                                                                "not_registered",
                                                                "password_not_set",
                                                                "password_changed_meanwhile",
                                                                "refresh_repeated",
                                                                "role_is_built_in",
                                                                "role_not_granted",
                                                                "second_factor_enabled",
                                                                "second_factor_used",
                                                                "too_many_announced"};
    const auto is_in = [code](const auto& codes) { return std::ranges::find(codes, code) != codes.end(); };
    if (code.ends_with("_not_found") || code == "instrument_unknown") return 404;
    if (is_in(forbidden)) return 403;
    const bool is_so_already = code.find("_already_") != std::string_view::npos || code.ends_with("_exists") ||
                               code.ends_with("_in_use") || code.starts_with("second_factor_not_");
    return is_so_already || is_in(conflicts) ? 409 : 422;
}

}  // namespace andvari::gateway
