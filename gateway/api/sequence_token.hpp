// Andvari-Sequence and its kin: places in the sources' histories, opaque to clients.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace andvari::gateway {

struct SequencePlace {
    std::string source;  ///< "order/0"
    std::uint64_t epoch = 1, sequence = 0;
    std::string_view context() const { return std::string_view{source}.substr(0, source.find('/')); }
    friend bool operator==(const SequencePlace&, const SequencePlace&) = default;
};

/// "order/0:1:17", as parts of the system tell each other of a place.
std::optional<SequencePlace> parse_place(std::string_view text);

std::string to_token(const SequencePlace&);
/// One token, or several separated by commas (at most 8). Nothing when one of them is malformed.
std::optional<std::vector<SequencePlace>> parse_tokens(std::string_view text);

/// How far a reader of events has come in each source: the id of an event.
using EventPosition = std::map<std::string, std::uint64_t>;
std::string to_event_id(const EventPosition&);
std::optional<EventPosition> parse_event_id(std::string_view text);

/// Cursors of lists: `kind` names the list, so that one list's cursor is not taken for another's.
std::string to_cursor(char kind, std::string_view value);
std::optional<std::string> parse_cursor(char kind, std::string_view text);
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace andvari::gateway
