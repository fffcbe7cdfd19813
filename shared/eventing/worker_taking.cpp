// What a worker does with one message, inside the transaction of its batch.
#include "shared/eventing/outside.hpp"
#include "shared/eventing/worker.hpp"
#include "shared/eventing/worker_meters.hpp"

namespace andvari::eventing {

void Worker::take(Arrival& arrival, Instant now) {
    try {
        switch (sources_[arrival.reader].feed) {
            case Feed::commands: return take_command(arrival, now);
            case Feed::market: return take_market(arrival, now);
            case Feed::facts: return take_fact(arrival, now);
        }
    } catch (const Unusable& unusable) {
        letters_.push_back({&arrival, unusable.what()});
    }
}

void Worker::take_command(const Arrival& arrival, Instant now) {
    const auto& message = arrival.delivered.message;
    const auto envelope = command_envelope(arrival.delivered, now);
    if (const auto before = journal_.seen(envelope.id)) {
        if (*before != envelope.fingerprint) throw Unusable{"the command's id was used before with another content"};
        meters_->repeated.add();
        return;
    }
    hosted_->command(envelope, message.body(), now);
    journal_.note(envelope.id, envelope.fingerprint, now);
    meters_->commands.add();
}

void Worker::take_market(const Arrival& arrival, Instant now) {
    const auto& delivered = arrival.delivered;
    // A feed's messages have no place of their own, so what was taken before is known by the stream's.
    auto& position = positions_["stream:MARKET"];
    if (position.stream_created == *delivered.stream_created && delivered.stream_sequence <= position.stream_sequence) return;
    position.stream_created = *delivered.stream_created;
    position.stream_sequence = delivered.stream_sequence;
    touched_["stream:MARKET"] = position;

    const auto envelope = market_envelope(delivered, now);
    hosted_->market(envelope, delivered.message.body(), now);
    meters_->market.add();
}

void Worker::take_fact(const Arrival& arrival, Instant now) {
    const auto& message = arrival.delivered.message;
    const auto envelope = fact_envelope(message);
    if (!envelope) throw Unusable{envelope.error().reason};
    auto& position = positions_[envelope->place.source];
    const auto verdict = judge(position, *envelope, message.body());
    if (verdict == Verdict::duplicate) return;
    if (verdict != Verdict::next) return breaks_.found(*envelope, position, verdict);
    apply_fact(arrival, *envelope, position, now);
}

void Worker::apply_fact(const Arrival& arrival, const Envelope& envelope, Position& position, Instant now) {
    hosted_->fact(envelope, arrival.delivered.message.body(), now);
    advance(position, envelope, *arrival.delivered.stream_created, arrival.delivered.stream_sequence);
    touched_[envelope.place.source] = position;
    breaks_.applied(envelope.place.source);
    meters_->facts_in.add();
}

// Gives a message up: it is a dead letter, and a fact's place counts as read.
void Worker::skip(const Arrival& arrival, const std::string& reason) {
    refresh();
    store::Transaction transaction{journal_.database()};
    if (sources_[arrival.reader].feed == Feed::facts) {
        if (const auto envelope = fact_envelope(arrival.delivered.message)) {
            auto& position = positions_[envelope->place.source];
            advance(position, *envelope, *arrival.delivered.stream_created, arrival.delivered.stream_sequence);
            journal_.save(envelope->place.source, position);
        }
    }
    letters_.push_back({&arrival, reason});
    settle_letters();
    transaction.commit();
    after_commit({const_cast<Arrival*>(&arrival), 1});
}

}  // namespace andvari::eventing
