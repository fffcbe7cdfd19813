// Named places where a test makes the process die, as a power cut would.
//
// ANDVARI_CRASH_AT=after_commit ends the process with _exit(137) at the first pass of crash_point("after_commit");
// ANDVARI_CRASH_AT=after_commit:20 at the twentieth. Without the variable a pass costs one branch.
#pragma once

#include <string_view>

namespace andvari {

namespace detail {
extern const bool crash_armed;
void pass_crash_point(std::string_view name) noexcept;
}  // namespace detail

inline void crash_point(std::string_view name) noexcept {
    if (detail::crash_armed) [[unlikely]]
        detail::pass_crash_point(name);
}

}  // namespace andvari
