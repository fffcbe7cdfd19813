// Brings a journal's facts into the EVENTS stream, in order, each exactly once as far as the server can tell.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shared/bus/bus.hpp"
#include "shared/eventing/journal.hpp"

namespace andvari::eventing {

class Outbox {
public:
    Outbox(std::shared_ptr<bus::Connection>, Journal&);

    /// Compares the stream with the journal and publishes what the stream has not: after a crash between commit and publish,
    /// after the loss of the stream or of its newest part. Answers how many facts that were. Throws BusError, and
    /// JournalBehind when the stream has facts of this source that the journal has not.
    std::size_t catch_up();
    /// The last sequence of ours in the stream, where that is less than what the stream acknowledged before: it was set back.
    std::optional<std::uint64_t> lost_after();
    /// Publishes facts of one committed batch, and tells on `ans.<command>` which commands they answer.
    void publish(const std::vector<Record>&);
    /// Publishes again everything from `sequence` on, because a reader misses it.
    std::size_t publish_again(std::uint64_t sequence);

    /// All facts up to this sequence are in the stream.
    std::uint64_t published() const { return published_.load(); }
    std::size_t depth() const { return publisher_->in_flight(); }
    bool drain(std::chrono::milliseconds patience) { return publisher_->drain(patience); }
    /// Ends a blocked `publish` with BusError.
    void stop() { publisher_->stop(); }

private:
    std::uint64_t newest_in_stream();
    std::size_t send_after(std::uint64_t sequence, const std::string& id_suffix);
    void send(const Record&, const std::string& message_id);
    void stored(std::uint64_t sequence);

    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<bus::Publisher> publisher_;
    Journal& journal_;
    std::atomic<std::uint64_t> published_{0};
    std::mutex mutex_;
    std::set<std::uint64_t> ahead_;  // Stored, but something before them is not known to be. Bounded by the publisher.
};

/// The log knows facts that the journal does not: the database was lost or set back.
class JournalBehind : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace andvari::eventing
