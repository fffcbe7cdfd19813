#include "shared/eventing/continuity.hpp"

namespace andvari::eventing {

Verdict judge(const Position& last, const Envelope& envelope, std::string_view body) {
    const auto& place = envelope.place;
    if (place.sequence <= last.sequence) return Verdict::duplicate;
    if (place.sequence > last.sequence + 1) return Verdict::hole;
    if (place.epoch < last.epoch) return Verdict::forged;
    return next_link(last.chain, envelope, body) == place.chain ? Verdict::next : Verdict::forged;
}

void advance(Position& position, const Envelope& envelope, const std::string& stream_created, std::uint64_t stream_sequence) {
    position.epoch = envelope.place.epoch;
    position.sequence = envelope.place.sequence;
    position.chain = envelope.place.chain;
    if (position.stream_created != stream_created) position.stream_created = stream_created;
    position.stream_sequence = stream_sequence;
}

}  // namespace andvari::eventing
