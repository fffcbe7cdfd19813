// How often somebody may ask: by the address, the user and the API key, and how often an address may sign in. What is left is
// told with every answer (draft-ietf-httpapi-ratelimit-headers). Shared by all threads.
#pragma once

#include <memory>
#include <optional>

#include "gateway/api/problem.hpp"
#include "gateway/api/token_buckets.hpp"
#include "gateway/gateway.hpp"

namespace andvari::gateway {

/// The lines at the end of `fields` that tell what is left: of the narrowest limit that was asked.
struct QuotaLines {
    std::string& fields;
    const std::size_t begin = fields.size();
    const bool in_old_fields = false;  ///< Also as X-RateLimit-Limit, -Remaining and -Reset, as Alpaca's clients read it.
};

/// Both functions count the request, and answer why it goes no further, if that is so.
class RequestLimits {
public:
    using Time = TokenBuckets::Time;

    explicit RequestLimits(const LimitSettings&);

    /// Before anybody knows who asks, so that those who are refused for that count as well. A POST below /api/v1/auth/
    /// counts as signing in, too.
    std::optional<Problem> admit_address(const http::Request&, Time now, QuotaLines);
    /// `key` is the API key's public id; empty where the user asks by themselves.
    std::optional<Problem> admit_caller(std::string_view user, std::string_view key, Time now, QuotaLines);

private:
    struct Policy {
        Policy(std::string_view name, std::int64_t per_minute, std::string_view detail);
        std::optional<Problem> take(std::string_view owner, Time now, QuotaLines);

        std::string_view name, detail;
        std::string per_minute_text;
        std::string lines;                     ///< Up to the number of what is left.
        std::unique_ptr<TokenBuckets> owners;  ///< Null: no limit.
    };

    Policy user_, key_, address_, sign_in_;
};

}  // namespace andvari::gateway
