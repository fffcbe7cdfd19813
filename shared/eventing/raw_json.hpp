// JSON that is known to be JSON, written as it stands: a fact's body inside an answer.
#pragma once

#include <string>

namespace andvari::eventing {

struct RawJson {
    std::string text;
};
/// Found by json::write through the argument's namespace.
inline void append(std::string& out, const RawJson& raw) { out += raw.text; }

}  // namespace andvari::eventing
