// What a fuzz target promises of its input beyond "does not crash". A broken promise ends the process, and libFuzzer keeps
// the input that broke it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace andvari::fuzz {

/// Ends the process unless `holds`; `promise` says what was promised.
inline void promise(bool holds, const char* promise) {
    if (holds) return;
    std::fprintf(stderr, "A promise is broken: %s\n", promise);
    std::abort();
}

/// The text before the first `mark`, which is taken off `rest` with it; all of it where there is no mark.
inline std::string_view take_until(std::string_view& rest, std::string_view mark) {
    const auto at = rest.find(mark);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + mark.size());
    return part;
}

/// Each target's subject: takes one input, and breaks a promise or returns.
void attack(std::string_view input);

}  // namespace andvari::fuzz
