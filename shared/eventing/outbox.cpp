#include "shared/eventing/outbox.hpp"

#include <fmt/format.h>

#include "shared/identity/ids.hpp"
#include "shared/observability/log.hpp"

namespace andvari::eventing {
namespace {
constexpr std::string_view stream = "EVENTS";
constexpr std::size_t page = 1000;
}  // namespace

Outbox::Outbox(std::shared_ptr<bus::Connection> connection, Journal& journal)
    : connection_{std::move(connection)}, publisher_{bus::make_publisher(connection_)}, journal_{journal} {}

std::uint64_t Outbox::newest_in_stream() {
    const auto context = journal_.source().substr(0, journal_.source().find('/'));
    const auto newest = bus::last_message(*connection_, stream, "evt." + context + ".>");
    if (!newest) return 0;
    const auto envelope = fact_envelope(*newest);
    if (!envelope)
        throw bus::BusError{
            fmt::format("the newest fact of {} in {} is malformed: {}", context, stream, envelope.error().reason)};
    return envelope->place.sequence;
}

std::optional<std::uint64_t> Outbox::lost_after() {
    const auto acknowledged = published_.load();
    const auto in_stream = newest_in_stream();
    return in_stream < acknowledged ? std::optional{in_stream} : std::nullopt;
}

std::size_t Outbox::catch_up() {
    const auto in_stream = newest_in_stream();
    if (in_stream > journal_.last().sequence)
        throw JournalBehind{fmt::format("the log has facts of {} up to {}, but its journal ends at {}", journal_.source(),
                                        in_stream, journal_.last().sequence)};
    const auto noted = journal_.published();
    if (in_stream < noted)
        log::warn("the stream lost facts, publishing them again from the journal",
                  {{"source", journal_.source()}, {"in_stream", in_stream}, {"published", noted}});
    published_ = in_stream;
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
        [this, sequence](const bus::Stored&) { stored(sequence); },
        [source = journal_.source(), sequence](std::string_view reason) {
            log::error("the stream refuses a fact; it stays in the journal and is tried again at the next start",
                       {{"source", source}, {"sequence", sequence}, {"reason", reason}});
        });
}

void Outbox::stored(std::uint64_t sequence) {
    const std::lock_guard lock{mutex_};
    auto reached = published_.load();
    if (sequence > reached + 1) {
        ahead_.insert(sequence);
        return;
    }
    reached = std::max(reached, sequence);
    while (!ahead_.empty() && *ahead_.begin() <= reached + 1) {
        reached = std::max(reached, *ahead_.begin());
        ahead_.erase(ahead_.begin());
    }
    published_ = reached;
}

}  // namespace andvari::eventing
