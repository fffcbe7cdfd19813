// Which endpoint answers which request: one table, which the OpenAPI document is tested against.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/api/call.hpp"
#include "gateway/api/progress.hpp"

namespace andvari::gateway {

struct Route {
    http::Method method;       ///< GET answers HEAD as well.
    std::string_view pattern;  ///< "/api/v1/orders/{order}": a segment in braces takes any one segment.
    Endpoint endpoint;
    std::string_view parameters;  ///< The names that its query may have, separated by blanks.
    unsigned models = 0;          ///< Bits of the read models that it asks, for Andvari-Min-Sequence.
    bool open = false;            ///< Needs no key.
};

constexpr unsigned asks(auto... model) { return ((1u << static_cast<unsigned>(model)) | ... | 0u); }

std::span<const Route> routes();

struct Match {
    const Route* route = nullptr;          ///< Null where there is none for this method.
    std::array<std::string_view, 2> path;  ///< Still percent-encoded.
    std::string allow;  ///< Where the path is known, but not the method: the methods that are. Empty: unknown path.
};
Match match(std::span<const Route>, http::Method, std::string_view path);
/// The methods of a path, as the Allow field lists them; empty for an unknown one.
std::string allowed_methods(std::span<const Route>, std::string_view path);

std::string_view name_of(http::Method);

}  // namespace andvari::gateway
