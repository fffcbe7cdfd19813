#include "gateway/api/cors.hpp"

namespace andvari::gateway {
namespace {

// An answer must not be kept for one origin and shown to another.
constexpr std::string_view varies = "Vary: Origin\r\n";
constexpr std::string_view exposed =
    "Andvari-Sequence, Content-Location, ETag, Idempotent-Replayed, Location, Preference-Applied, RateLimit, RateLimit-Policy, "
    "Retry-After, WWW-Authenticate";
constexpr std::string_view accepted =
    "Accept, Andvari-Min-Sequence, APCA-API-KEY-ID, APCA-API-SECRET-KEY, Authorization, Content-Type, Idempotency-Key, "
    "If-None-Match, Last-Event-ID, Prefer, traceparent";
constexpr std::string_view seconds_kept = "600";

}  // namespace

Cors::Cors(const std::vector<std::string>& origins) {
    for (const auto& origin : origins) {
        auto& lines = lines_[origin] = varies;
        lines.append("Access-Control-Allow-Origin: ").append(origin).append("\r\nAccess-Control-Allow-Credentials: true\r\n");
        lines.append("Access-Control-Expose-Headers: ").append(exposed).append("\r\n");
    }
}

const std::string* Cors::lines_of(const http::Request& request) const {
    const auto found = lines_.find(request.field("Origin"));
    return found == lines_.end() || request.count("Origin") > 1 ? nullptr : &found->second;
}

void Cors::allow(const http::Request& request, std::string& fields) const {
    if (lines_.empty()) return;
    const auto* lines = lines_of(request);
    fields.append(lines ? std::string_view{*lines} : varies);
}

void Cors::allow_request(const http::Request& request, std::string_view methods, http::Response& response) const {
    if (lines_.empty() || request.field("Access-Control-Request-Method").empty() || !lines_of(request)) return;
    response.add("Access-Control-Allow-Methods", methods)
        .add("Access-Control-Allow-Headers", accepted)
        .add("Access-Control-Max-Age", seconds_kept);
}

}  // namespace andvari::gateway
