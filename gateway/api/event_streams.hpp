// Server-sent events: the facts of the caller's accounts, live, each once, resumable from any of them. A stream ends when who
// reads it is shut out, and when their access token expires.
#pragma once

#include <list>
#include <memory>

#include "gateway/api/call.hpp"
#include "gateway/api/progress.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/http/server.hpp"

namespace andvari::gateway {

class EventStreams {
public:
    explicit EventStreams(Worker&);
    ~EventStreams();

    /// Begins after `after`; without it, with what happens from now on.
    std::optional<Problem> open(Call&, std::optional<EventPosition> after);
    /// Tells all readers that the server stops, and ends their streams.
    void end_all();
    std::size_t size() const { return readers_.size(); }

private:
    struct Reader {
        CallerPointer caller;
        EventPosition after;
        std::unique_ptr<http::Stream> stream;
        bool behind = false;  ///< It has not taken what was sent before, so that more waits for it in the read model.
        int heartbeats_behind = 0;
        std::shared_ptr<void> expiry;  ///< The timer of the access token's end.
    };
    using ReaderPointer = std::shared_ptr<Reader>;

    void feed_all();
    /// Ends the stream of who is no longer good, and takes over what another may do now.
    void check(const ReaderPointer&);
    void check_all();
    /// Sends what is new, until the reader has enough to take.
    void feed(const ReaderPointer&);
    bool feed_page(Reader&);
    void end(const ReaderPointer&, std::string_view event, std::string_view why);
    void heartbeat();
    void watch();

    Worker& worker_;
    std::list<ReaderPointer> readers_;
    std::shared_ptr<void> activity_, accounts_, access_, heartbeat_;
};

}  // namespace andvari::gateway
