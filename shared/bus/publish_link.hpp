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
    /// Throws BusError when the server cannot be reached now. `on_acknowledgement` gets the token of the message;
    /// `on_broken` comes at most once. Both come on threads of nats.c, and not after the destructor has returned.
    PublishLink(const Options&, const std::string& inbox, std::function<void(std::uint64_t token, Message)> on_acknowledgement,
                std::function<void()> on_broken);
    ~PublishLink();
    PublishLink(const PublishLink&) = delete;
    PublishLink& operator=(const PublishLink&) = delete;

    /// After anything but NATS_OK or NATS_MAX_PAYLOAD the link is of no more use.
    natsStatus send(natsMsg* message) { return natsConnection_PublishMsg(connection_.get(), message); }

private:
    /// What the closed callback may touch; it outlives the link when nats.c is late.
    struct Closing {
        std::mutex mutex;
        std::function<void()> on_broken;
    };
    static void closed(natsConnection*, void* closure);

    std::shared_ptr<Closing> closing_ = std::make_shared<Closing>();
    NativeConnection connection_;
    std::unique_ptr<NativeSubscription> acknowledgements_;
};

}  // namespace andvari::bus
