// One number for a fact's place, for tables that keep their rows in the order of the facts.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/eventing/envelope.hpp"

namespace andvari::eventing {

inline constexpr std::uint64_t most_partitions = 1024;

/// The partition that "order/0" names.
inline std::uint64_t partition_of(std::string_view source) {
    std::uint64_t partition = 0;
    const auto digits = source.substr(source.find('/') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), partition);
    return partition % most_partitions;
}

/// Unique among the facts of one context, however many partitions write it, and growing within each of them.
inline std::uint64_t ordinal(std::uint64_t sequence, std::uint64_t partition) { return sequence * most_partitions + partition; }
inline std::uint64_t ordinal(const Place& place) { return ordinal(place.sequence, partition_of(place.source)); }

inline std::uint64_t sequence_of(std::uint64_t ordinal) { return ordinal / most_partitions; }
inline std::string source_of(std::string_view context, std::uint64_t ordinal) {
    return std::string{context} + '/' + std::to_string(ordinal % most_partitions);
}

}  // namespace andvari::eventing
