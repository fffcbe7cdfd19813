// Whether a fact is the next one of its source: the reader's own check of what the bus delivered.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "shared/eventing/envelope.hpp"

namespace andvari::eventing {

/// How far a reader has applied one source, and where in the stream that was.
struct Position {
    std::uint64_t epoch = 0;  ///< 0: nothing applied yet.
    std::uint64_t sequence = 0;
    Link chain{};
    std::string stream_created;  ///< With `stream_sequence` a hint where to go on reading; never part of the truth.
    std::uint64_t stream_sequence = 0;
};

enum class Verdict {
    next,       ///< Apply it.
    duplicate,  ///< Applied before.
    hole,       ///< Facts before it are missing.
    forged,     ///< It does not continue the chain: content, order or history was altered.
};

/// Judges `envelope` and its body against the last applied fact of the same source.
Verdict judge(const Position& last, const Envelope& envelope, std::string_view body);
/// Notes an applied fact.
void advance(Position&, const Envelope&, const std::string& stream_created, std::uint64_t stream_sequence);

using Positions = std::map<std::string, Position, std::less<>>;  ///< By source.

}  // namespace andvari::eventing
