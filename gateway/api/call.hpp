// A request on its way through the API, and what an endpoint needs to answer it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/caller.hpp"
#include "gateway/api/meters.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/http/server.hpp"
#include "gateway/http/uri.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::gateway {

class Worker;

struct Call {
    Worker& worker;
    const http::Request& request;
    http::Response* response;
    http::Exchange* exchange;  ///< Null once the call waits: then `pending`.
    std::unique_ptr<http::Pending> pending;
    CallerPointer caller;              ///< Null only on routes that anybody may ask for.
    std::array<std::string, 2> path;   ///< What stood in the place of the pattern's names, decoded.
    std::optional<AccountId> account;  ///< That the address begins with: /accounts/<id>/v2/…
    http::Query query;
    Timing timing;
    bool answered_later = false;  ///< `later` was called: what is in `response` is not sent.

    /// For answering later. Once.
    std::unique_ptr<http::Pending> later() {
        answered_later = true;
        return pending ? std::move(pending) : exchange->later();
    }
};

/// Answers, or says why not.
using Endpoint = std::optional<Problem> (*)(Call&);

// --- Parameters of the query. Each answers a problem when the text is not what it should be.

/// The text, or null.
const std::string* parameter(const Call&, std::string_view name);
/// 1 to `most`; `usual` where the caller does not say.
Result<std::int64_t> limit_parameter(const Call&, std::int64_t usual, std::int64_t most);
/// What follows `kind` in the cursor; nothing without a cursor.
Result<std::optional<std::string>> text_cursor(const Call&, char kind);
Result<std::optional<std::uint64_t>> number_cursor(const Call&, char kind);
Result<std::optional<Symbol>> symbol_parameter(const Call&);
Result<std::optional<Instant>> time_parameter(const Call&, std::string_view name);
/// The symbol in the path.
Result<Symbol> symbol_in_path(const Call&, std::size_t index);

/// Nothing where the request opens a WebSocket rightly.
std::optional<Problem> check_upgrade(Call&);

// --- Answers.

/// A single thing: with an ETag, and 304 where the client has it already.
void answer_one(Call&, std::string body);
/// {"items":[…],"next_cursor":"…"}; `cursor` is empty on the last page.
void answer_list(Call&, std::string items, const std::string& cursor);
/// Sets the ETag of what stands in the response's body.
void add_etag(http::Response&);

}  // namespace andvari::gateway
