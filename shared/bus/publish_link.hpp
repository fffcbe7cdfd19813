// One TCP connection that carries published messages and their acknowledgements. Private to this library.
//
// It does not reconnect. nats.c's own reconnection sends what waits in its buffer before it tells anybody, and so would
// put a message in front of earlier ones that were lost with the old connection. A new link for each connection makes
// that impossible: what is sent over one link is in order, and each link begins at the first message not acknowledged.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/bus/native.hpp"

namespace andvari::bus {

class PublishLink {
public:
    struct Callbacks {
        std::function<void(std::uint64_t token, Message)> on_acknowledgement;
        /// This user may not publish on this subject; where that is too long for a message of the server's, on some subject
        /// that begins so.
        std::function<void(std::string_view subject, bool whole)> on_denied;
        std::function<void()> on_broken;  ///< Comes at most once.
    };

    /// Throws BusError when the server cannot be reached now. The callbacks come on threads of nats.c, and not after the
    /// destructor has returned.
    PublishLink(const Options&, const std::string& inbox, Callbacks);
    ~PublishLink();
    PublishLink(const PublishLink&) = delete;
    PublishLink& operator=(const PublishLink&) = delete;

    /// After anything but NATS_OK or NATS_MAX_PAYLOAD the link is of no more use.
    natsStatus send(natsMsg* message) { return natsConnection_PublishMsg(connection_.get(), message); }

private:
    /// What the callbacks of the connection may touch; it outlives the link when nats.c is late.
    struct Events {
        std::mutex mutex;
        std::function<void(std::string_view, bool)> on_denied;
        std::function<void()> on_broken;
    };
    static void failed(natsConnection*, natsSubscription*, natsStatus, void* closure);
    static void closed(natsConnection*, void* closure);

    std::shared_ptr<Events> events_ = std::make_shared<Events>();
    NativeConnection connection_;
    std::unique_ptr<NativeSubscription> acknowledgements_;
};

}  // namespace andvari::bus
