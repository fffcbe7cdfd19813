// Cross-origin requests (the Fetch standard's CORS protocol): which other origins' pages may ask, with the user's credentials,
// and read the answer. Never all of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/http/message.hpp"

namespace andvari::gateway {

/// Made once, then only read: any thread may ask.
class Cors {
public:
    /// Origins as browsers send them: "https://app.example", "http://localhost:3000".
    explicit Cors(const std::vector<std::string>& origins);

    /// Appends to an answer's fields what lets the asking page read it, where its origin is listed.
    void allow(const http::Request&, std::string& fields) const;
    /// Adds to the answer to OPTIONS what lets the page send its request. `methods`: of the path, separated by commas.
    void allow_request(const http::Request&, std::string_view methods, http::Response&) const;

private:
    const std::string* lines_of(const http::Request&) const;

    std::map<std::string, std::string, std::less<>> lines_;  ///< By origin.
};

}  // namespace andvari::gateway
