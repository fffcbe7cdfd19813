// The contract: a JSON Schema (draft 7) for each command, fact and market message, and checking what comes from outside
// against it. The schemas are the files of events/schemas, embedded; a type "andvari.order.place.v1" is the file
// "order/place.v1.json".
//
// Everything here may be called from any thread at any time. The schemas are compiled at the first call, once; a file that
// is no schema is a mistake in the build, and that call throws std::logic_error.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "shared/json/read.hpp"

namespace andvari::schema {

/// The longest string that a document may hold, in bytes: far above every maxLength in the schemas, far below what a
/// regular expression could choke on.
inline constexpr std::size_t longest_string = 4096;
/// How many values and members a document may hold altogether.
inline constexpr std::size_t most_values = 1000;

/// What is wrong with `body` as a document of `type`; nothing when it is valid. An unknown type is a Mistake as well, as is a
/// body that is not JSON, larger than 1 MiB, nested deeper than 32, or has a member twice or a NUL in a
/// string.
std::optional<json::Mistake> check(std::string_view type, std::string_view body);

bool known(std::string_view type);
/// All types, sorted.
std::vector<std::string_view> types();
/// The schema's text; empty for an unknown type.
std::string_view document(std::string_view type);

}  // namespace andvari::schema
