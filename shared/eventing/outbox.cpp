#include "shared/eventing/outbox.hpp"

#include <fmt/format.h>

#include "shared/identity/ids.hpp"
#include "shared/observability/log.hpp"

namespace andvari::eventing {
namespace {
constexpr std::string_view stream = "EVENTS";
constexpr std::size_t page = 1000;

std::uint64_t place_in_source(const bus::Message& message) {
    const auto envelope = fact_envelope(message);
    if (!envelope)
        throw bus::BusError{
            fmt::format("a fact on {} in {} is malformed: {}", message.subject(), stream, envelope.error().reason)};
    return envelope->place.sequence;
}
}  // namespace

Outbox::Outbox(std::shared_ptr<bus::Connection> connection, Journal& journal, std::function<void()> on_doubt)
    : connection_{std::move(connection)},
      publisher_{bus::make_publisher(connection_)},
      journal_{journal},
      on_doubt_{std::move(on_doubt)} {}

std::string Outbox::subjects() const { return "evt." + journal_.source().substr(0, journal_.source().find('/')) + ".>"; }

std::uint64_t Outbox::newest_in_stream() {
    const auto newest = bus::last_message(*connection_, stream, subjects());
    return newest ? place_in_source(*newest) : 0;
}

// The stream is kept for ever, so its first fact of ours is our first. Where it is another one, the stream was made anew, and
// what was said first thereafter hides that the rest is missing.
bool Outbox::begins_with_the_first(const bus::StreamState& state) {
    const auto first = bus::next_message(*connection_, stream, std::max<std::uint64_t>(state.first, 1), subjects());
    return !first || place_in_source(first->message) == 1;
}

// What is in the anchor's place may also be another source's fact, or one of ours that was published after the stream went back.
bool Outbox::in_place(const Anchor& anchor) {
    if (anchor.stream_sequence == 0) return false;
    const auto found = bus::next_message(*connection_, stream, anchor.stream_sequence, subjects());
    return found && found->stream_sequence == anchor.stream_sequence && place_in_source(found->message) == anchor.sequence;
}

// The facts entered the stream in order, so those up to `sequence` that were kept stand before all that are newer: the boundary
// is found by halving. Facts that were published twice may make it find less than there is, never more.
std::uint64_t Outbox::held_up_to(std::uint64_t sequence, const bus::StreamState& state) {
    std::uint64_t held = 0;
    if (!begins_with_the_first(state)) return held;
    for (auto low = state.first, high = state.last + 1; low < high;) {
        const auto middle = low + (high - low) / 2;
        const auto found = bus::next_message(*connection_, stream, middle, subjects());
        const auto place = found ? place_in_source(found->message) : 0;
        if (!found || place > sequence) {
            high = middle;
            continue;
        }
        held = std::max(held, place);
        low = found->stream_sequence + 1;
    }
    return held;
}

std::size_t Outbox::mend() {
    const auto generation = connection_->generation();
    const auto state = bus::stream_state(*connection_, stream);
    if (!state) throw bus::BusError{fmt::format("there is no stream {}", stream)};
    Anchor anchor;
    {
        const std::lock_guard lock{mutex_};
        anchor = anchor_;
    }
    std::size_t count = 0;
    if (state->created != created_ || !in_place(anchor)) {
        const auto held = held_up_to(anchor.sequence, *state);
        if (held < anchor.sequence) {
            log::warn("the stream lost facts, publishing them again from the journal",
                      {{"source", journal_.source()}, {"in_stream", held}, {"published", anchor.sequence}});
            {
                const std::lock_guard lock{mutex_};
                anchor_ = {anchor_.sequence, 0};  // Known again when the stream has acknowledged it again.
            }
            count = send_after(held, ":" + new_id());
        }
    }
    created_ = state->created;
    const std::lock_guard lock{mutex_};
    compared_generation_ = generation;
    doubtful_ = false;
    return count;
}

std::size_t Outbox::catch_up() {
    compared_generation_ = connection_->generation();
    const auto state = bus::stream_state(*connection_, stream);
    if (!state) throw bus::BusError{fmt::format("there is no stream {}", stream)};
    created_ = state->created;
    const auto in_stream = begins_with_the_first(*state) ? newest_in_stream() : 0;
    if (in_stream > journal_.last().sequence)
        throw JournalBehind{fmt::format("the log has facts of {} up to {}, but its journal ends at {}", journal_.source(),
                                        in_stream, journal_.last().sequence)};
    const auto noted = journal_.published();
    if (in_stream < noted)
        log::warn("the stream lost facts, publishing them again from the journal",
                  {{"source", journal_.source()}, {"in_stream", in_stream}, {"published", noted}});
    published_ = in_stream;
    anchor_ = {in_stream, 0};
    // Where the stream went back, its server may still remember the ids of what it lost.
    const auto suffix = in_stream < noted ? ":" + new_id() : std::string{};
    return send_after(in_stream, suffix);
}

void Outbox::publish(const std::vector<Record>& records) {
    for (const auto& record : records) send(record, record.envelope.id);
    for (const auto& record : records)
        if (!record.envelope.answers.empty())
            connection_->send_buffered("ans." + record.envelope.answers, {}, to_headers(record.envelope), record.body);
    if (!records.empty()) publisher_->flush();
}

std::size_t Outbox::publish_again(std::uint64_t sequence) {
    // Another id, because the server may still remember that of the copy which a reader cannot use.
    return send_after(sequence - 1, ":" + new_id());
}

std::size_t Outbox::send_after(std::uint64_t sequence, const std::string& id_suffix) {
    std::size_t count = 0;
    for (;;) {
        const auto records = journal_.read(sequence, page);
        if (records.empty()) break;
        for (const auto& record : records) send(record, record.envelope.id + id_suffix);
        sequence = records.back().envelope.place.sequence;
        count += records.size();
    }
    publisher_->flush();
    return count;
}

void Outbox::send(const Record& record, const std::string& message_id) {
    const auto sequence = record.envelope.place.sequence;
    publisher_->publish(
        record.envelope.subject, message_id, to_headers(record.envelope), record.body,
        [this, sequence](const bus::Stored& where) { stored(sequence, where); },
        [source = journal_.source(), sequence](std::string_view reason) {
            log::error("the stream refuses a fact; it stays in the journal and is tried again at the next start",
                       {{"source", source}, {"sequence", sequence}, {"reason", reason}});
        });
}

// An acknowledgement by another connection than the one by which the stream was looked at last may be one of a stream that went
// back. Then the anchor keeps saying what the stream had before, until `mend` has compared.
void Outbox::stored(std::uint64_t sequence, const bus::Stored& where) {
    bool tell = false;
    {
        const std::lock_guard lock{mutex_};
        const bool same = connection_->connected() && connection_->generation() == compared_generation_;
        const bool lower = sequence > anchor_.sequence && !where.duplicate && where.sequence <= anchor_.stream_sequence;
        if ((!same || lower) && !doubtful_) tell = doubtful_ = true;
        if (!doubtful_ && sequence == anchor_.sequence) anchor_.stream_sequence = where.sequence;
        const auto reached = published_.load();
        if (sequence > reached) {
            ahead_.emplace(sequence, where.sequence);
            auto last = reached;
            for (auto next = ahead_.begin(); next != ahead_.end() && next->first == last + 1; next = ahead_.erase(next)) {
                last = next->first;
                if (!doubtful_) anchor_ = {last, next->second};
            }
            published_ = last;
        }
    }
    if (tell) on_doubt_();
}

}  // namespace andvari::eventing
