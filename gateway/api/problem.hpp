// Why a request was not fulfilled, as RFC 9457 tells it.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.hpp"
#include "shared/json/read.hpp"

namespace andvari::gateway {

struct Problem {
    std::string code;  ///< Stable; the type is "urn:andvari:problem:<code>".
    int status = 500;
    std::string detail;  ///< For people.

    /// A member or parameter that is at fault: a JSON pointer into the body, or a name in the query or the head.
    struct Error {
        enum class In { body, query, field } in = In::body;
        std::string where, detail;
    };
    std::vector<Error> errors;
    std::string instance;         ///< A reference to what this is about, such as the command; may be empty.
    int retry_after = 0;          ///< Seconds; 0 for none.
    std::string allow;            ///< Of a 405: the methods that are allowed.
    std::string violated_policy;  ///< Of a 429: which of the limits, as RateLimit-Policy names it.
    std::string challenge;        ///< Of a 401: what WWW-Authenticate says beside the realm (RFC 6750, 3).
};

[[noreturn]] void throw_exception_from_error(const Problem&, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Problem>;

/// Replaces what stands in `response`.
void write(http::Response& response, const Problem& problem);

// The problems that several places have.
Problem body_problem(const json::Mistake& mistake);
Problem parameter_problem(std::string_view name, std::string_view detail);
Problem field_problem(std::string_view name, std::string_view detail);
/// The same for what does not exist and for what is somebody else's.
Problem not_found(std::string_view kind);
Problem unavailable(std::string_view code, std::string_view detail);
/// 403, to who has come in but may not do this.
Problem forbidden(std::string_view code, std::string_view detail);

/// The status that tells of a refused command, by the refusal's code.
int status_of_refusal(std::string_view code);

}  // namespace andvari::gateway
