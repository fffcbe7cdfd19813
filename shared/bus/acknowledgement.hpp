// What JetStream says: acknowledgements of published messages, and the reply subjects of delivered ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"

namespace andvari::bus {

/// The answer to one published message.
struct Answer {
    enum class Kind {
        stored,
        refused,  ///< Trying again cannot help.
        missing,  ///< No stream takes this subject, now.
        later,    ///< The server cannot at the moment.
    } kind = Kind::later;
    Stored stored;
    std::string reason;
};
Answer read_answer(const Message&);

/// "$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>", or with a
/// domain and an account in front of the stream and a token at the end, as newer servers may write it.
struct Place {
    std::string_view stream, consumer;
    std::uint64_t deliveries = 0, stream_sequence = 0, consumer_sequence = 0, pending = 0;
    Instant stored;
};
std::optional<Place> read_place(std::string_view reply_subject);

}  // namespace andvari::bus
