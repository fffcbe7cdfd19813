// How a log line is composed; apart from where it goes, so that it can be tested.
#pragma once

#include <string>
#include <string_view>

#include "shared/observability/log.hpp"
#include "shared/time/instant.hpp"

namespace andvari::log {

struct Event {
    Level level = Level::info;
    Instant time;
    std::string_view correlation;  ///< May be empty.
    std::string_view message;
    Fields fields;
};

/// No text is longer than this, in bytes; what is cut ends in "…".
inline constexpr std::size_t longest_text = 1024;
/// No further field is begun beyond this length of the line.
inline constexpr std::size_t longest_line = 8 * 1024;

/// One line without its end. Fields whose keys stand twice are written twice.
std::string json_line(const Event&);
/// 14:30:00.123 warn  the message  key=value other="two words"
std::string text_line(const Event&);

}  // namespace andvari::log
