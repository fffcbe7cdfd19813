// Where the facts of a live stream go: server-sent events, or a WebSocket.
#pragma once

#include <memory>

#include "gateway/api/sequence_token.hpp"
#include "gateway/http/server.hpp"
#include "shared/eventing/activity_view.hpp"

namespace andvari::gateway {

/// One reader's. Used on their connection's thread.
class EventOutlet {
public:
    virtual ~EventOutlet() = default;
    /// `position` is how far the reader is with this fact.
    virtual void tell(const eventing::ActivityRow&, const EventPosition& position) = 0;
    /// After the facts of one look at the read model.
    virtual void flush() {}
    /// How much the reader has not yet taken.
    virtual std::size_t unsent() const = 0;
    /// Says nothing, so that it is known that somebody is there.
    virtual void keep_alive() {}
    /// The last that is called: why the stream ends, such as "too_slow", and in words.
    virtual void end(std::string_view event, std::string_view why) = 0;
};

std::unique_ptr<EventOutlet> server_sent_events(std::unique_ptr<http::Stream>);
/// Each fact is a text: {"id":…,"event":…,"data":…}. So is the end, before the socket is closed.
std::unique_ptr<EventOutlet> socket_messages(std::unique_ptr<http::WebSocket>);

/// The code that tells of the end of a stream.
http::Closing closing_of(std::string_view event);

}  // namespace andvari::gateway
