// Load on an HTTP address by wrk, which others wrote.
#pragma once

#include <string>

namespace andvari::load {

struct HttpLoad {
    double per_second = 0, p99_milliseconds = 0;
};

/// GETs of `url` over so many connections for so many seconds. Throws std::runtime_error unless all are answered well.
HttpLoad wrk(const std::string& url, const std::string& authorization, int connections = 64, int seconds = 2);

}  // namespace andvari::load
