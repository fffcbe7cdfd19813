#include "gateway/api/limits.hpp"

#include <array>
#include <charconv>

#include "shared/time/instant.hpp"

namespace andvari::gateway {
namespace {

// 256 KiB for each policy. More owners are rarely busy within the few seconds that it takes a bucket to be full again.
constexpr std::size_t most_buckets = 16'384;

void append_number(std::string& out, std::int64_t number) {
    std::array<char, 24> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

}  // namespace

RequestLimits::Policy::Policy(std::string_view policy, std::int64_t per_minute, std::string_view why)
    : name{policy}, detail{why} {
    if (per_minute == 0) return;
    per_minute_text = std::to_string(per_minute);
    const auto quoted = '"' + std::string{name} + '"';
    lines = "RateLimit-Policy: " + quoted + ";q=" + std::to_string(per_minute) + ";w=60\r\nRateLimit: " + quoted + ";r=";
    owners = std::make_unique<TokenBuckets>(Rate{per_minute}, most_buckets);
}

std::optional<Problem> RequestLimits::Policy::take(std::string_view owner, Time now, QuotaLines told) {
    if (!owners) return std::nullopt;
    const auto level = owners->take(owner, now);
    auto& fields = told.fields;
    fields.resize(told.begin);
    fields.append(lines);
    append_number(fields, level.left);
    fields.append(";t=");
    append_number(fields, level.full_in);
    fields.append("\r\n");
    if (told.in_old_fields) {
        fields.append("X-RateLimit-Limit: ").append(per_minute_text).append("\r\nX-RateLimit-Remaining: ");
        append_number(fields, level.left);
        fields.append("\r\nX-RateLimit-Reset: ");
        append_number(fields, Instant::now().microseconds / 1'000'000 + level.full_in);
        fields.append("\r\n");
    }
    if (level.granted) return std::nullopt;
    return Problem{.code = "quota_exceeded",
                   .status = 429,
                   .detail = std::string{detail},
                   .retry_after = static_cast<int>(level.next_in),
                   .violated_policy = std::string{name}};
}

RequestLimits::RequestLimits(const LimitSettings& s)
    : user_{"requests", s.requests_per_minute, "This user sends too many requests."},
      key_{"key-requests", s.key_requests_per_minute, "This API key sends too many requests."},
      address_{"address-requests", s.address_requests_per_minute, "Too many requests come from this address."},
      sign_in_{"sign-in", s.sign_in_per_minute, "This address tries to sign in too often."} {}

std::optional<Problem> RequestLimits::admit_address(const http::Request& request, Time now, QuotaLines told) {
    if (auto problem = address_.take(request.network, now, told)) return problem;
    if (request.method != http::Method::post || !request.path.starts_with("/api/v1/auth/")) return std::nullopt;
    return sign_in_.take(request.network, now, told);
}

std::optional<Problem> RequestLimits::admit_caller(std::string_view user, std::string_view key, Time now, QuotaLines told) {
    if (auto problem = user_.take(user, now, told)) return problem;
    return key.empty() ? std::nullopt : key_.take(key, now, told);
}

}  // namespace andvari::gateway
