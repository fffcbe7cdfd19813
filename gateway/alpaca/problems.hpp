// Problems as Alpaca's API tells them: {"code":40310000,"message":"…"}.
#pragma once

#include "gateway/api/problem.hpp"

namespace andvari::gateway::alpaca {

/// Whether a path is of this API, so that whatever goes wrong there is told in its way.
bool is_path(std::string_view path);

/// Replaces what stands in `response`. Beside Alpaca's own members: "reason", the stable code of the native API.
void write(http::Response& response, const Problem& problem);

/// 422: what is asked for cannot be done so.
Problem unprocessable(std::string_view code, std::string_view message);
/// 400: a parameter or a member is not what it should be.
Problem bad_request(std::string_view message);

}  // namespace andvari::gateway::alpaca
