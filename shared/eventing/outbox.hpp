// Brings a journal's facts into the EVENTS stream, in order, each exactly once as far as the server can tell.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "shared/bus/bus.hpp"
#include "shared/eventing/journal.hpp"

namespace andvari::eventing {

class Outbox {
public:
    /// `on_doubt` is called, on a thread of the bus, when `mend` should look at the stream.
    Outbox(std::shared_ptr<bus::Connection>, Journal&, std::function<void()> on_doubt);

    /// Compares the stream with the journal and publishes what the stream has not: after a crash between commit and publish,
    /// after the loss of the stream or of its newest part. Answers how many facts that were. Throws BusError, and
    /// JournalBehind when the stream has facts of this source that the journal has not.
    std::size_t catch_up();
    /// Publishes again what the stream acknowledged and has no longer, because it was set back or made anew. Answers how many
    /// facts that were. Throws BusError, also while there is no stream.
    std::size_t mend();
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
    /// The newest fact that the stream acknowledged together with all before it, and where it stands: whatever becomes of a
    /// stream's end, what is before a message that is still in its place is there, too.
    struct Anchor {
        std::uint64_t sequence = 0;
        std::uint64_t stream_sequence = 0;  ///< 0 while that is not known.
    };

    std::string subjects() const;
    std::uint64_t newest_in_stream();
    bool begins_with_the_first(const bus::StreamState&);
    bool in_place(const Anchor&);
    std::uint64_t held_up_to(std::uint64_t sequence, const bus::StreamState&);
    std::size_t send_after(std::uint64_t sequence, const std::string& id_suffix);
    void send(const Record&, const std::string& message_id);
    void stored(std::uint64_t sequence, const bus::Stored&);

    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<bus::Publisher> publisher_;
    Journal& journal_;
    const std::function<void()> on_doubt_;
    std::string created_;  ///< The stream that the facts are in; see StreamState.
    std::atomic<std::uint64_t> published_{0};
    std::mutex mutex_;
    Anchor anchor_;
    bool doubtful_ = false;                  ///< The anchor stays where it is until the stream has been looked at.
    std::uint64_t compared_generation_ = 0;  ///< The connection by which it was looked at last.
    /// Stored, and where, but something before them is not known to be. Bounded by the publisher.
    std::map<std::uint64_t, std::uint64_t> ahead_;
};

/// The log knows facts that the journal does not: the database was lost or set back.
class JournalBehind : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace andvari::eventing
