// Reading the body of a request: its types first, then what is asked of it beyond them.
#pragma once

#include "gateway/api/call.hpp"
#include "gateway/api/identity_requests.hpp"
#include "gateway/api/instrument_requests.hpp"
#include "gateway/api/requests.hpp"

namespace andvari::gateway {

template <class T>
json::Result<T> read_body(json::Document& document, std::string_view text) {
    auto request = json::read<T>(document, text);
    if (request)
        if (auto mistake = check(*request)) return std::move(*mistake);
    return request;
}

/// 415 unless the body says that it is JSON.
std::optional<Problem> check_content_type(const Call&);

/// The body as a T, or the problem that tells what is wrong with it.
template <class T>
Result<T> body_of(const Call& call, json::Document& document) {
    if (auto problem = check_content_type(call)) return std::move(*problem);
    auto request = read_body<T>(document, call.request.body);
    if (!request) return body_problem(request.error());
    return std::move(*request);
}

}  // namespace andvari::gateway
