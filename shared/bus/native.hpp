// Ownership of nats.c's handles, and the one implementation of Connection. Private to this library.
#pragma once

#include <nats/nats.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "shared/bus/bus.hpp"

namespace andvari::bus {

template <auto Destroy>
struct Deleter {
    void operator()(auto* handle) const { Destroy(handle); }
};
using NativeMessage = std::unique_ptr<natsMsg, Deleter<natsMsg_Destroy>>;
using NativeOptions = std::unique_ptr<natsOptions, Deleter<natsOptions_Destroy>>;
using NativeConnection = std::unique_ptr<natsConnection, Deleter<natsConnection_Destroy>>;

/// Throws BusError, naming what was tried, unless `status` is NATS_OK.
void check(natsStatus status, std::string_view what);

/// A message ready to be sent; `reply` may be empty. Throws BusError for a malformed subject.
NativeMessage make_message(const std::string& subject, const std::string& reply, const Headers&, std::string_view body);

/// Address, name, credentials and limits, common to all connections of this library.
NativeOptions make_options(const Options&, const std::string& name);

/// In nats.c's error callback: the server's words for what it reports, such as
/// Permissions Violation for Publish to "evt.order.alice.placed".
std::string words_of_error(natsConnection*, natsStatus);

/// Callbacks of one subscription end before its destructor does: nats.c says when, through its on-complete callback.
class NativeSubscription final : public Subscription {
public:
    NativeSubscription(natsConnection*, const std::string& subject, std::function<void(Message)> on_message);
    ~NativeSubscription() override;
    NativeSubscription(const NativeSubscription&) = delete;
    NativeSubscription& operator=(const NativeSubscription&) = delete;

private:
    static void deliver(natsConnection*, natsSubscription*, natsMsg*, void* self);
    static void completed(void* self);

    std::function<void(Message)> on_message_;
    natsSubscription* native_ = nullptr;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool completed_ = false;
};

/// Runs listeners, one after the other. A listener's token, once destroyed, guarantees that it runs no more.
class Listeners {
public:
    std::shared_ptr<void> add(std::function<void()>);
    void call();

private:
    struct Listener {
        std::mutex mutex;
        std::function<void()> function;
    };
    std::mutex mutex_;
    std::vector<std::weak_ptr<Listener>> all_;
};

class ConnectionImplementation final : public Connection {
public:
    ConnectionImplementation(Options, std::chrono::milliseconds patience);
    ~ConnectionImplementation() override;

    bool send(std::string_view subject, const Headers&, std::string_view body) override;
    bool send_buffered(std::string_view subject, std::string_view reply, const Headers&, std::string_view body) override;
    void flush() override;
    Message request(std::string_view subject, std::string_view body, std::chrono::milliseconds timeout) override;
    std::unique_ptr<Subscription> subscribe(std::string_view subject, std::function<void(Message)> on_message) override;
    std::string new_inbox() override;
    bool connected() const override;
    std::uint64_t generation() const override;
    std::shared_ptr<void> on_reconnect(std::function<void()>) override;

    const Options& options() const { return options_; }
    void notice(std::string_view sentence) const;
    void remember_topology(std::string_view declaration);
    /// Applies the remembered declaration again or, where there is none, asks for it. Does not throw: a failure is noticed,
    /// and tried again by whoever misses the stream.
    void restore_topology(std::string_view missing_stream) noexcept;

    /// What the callbacks of nats.c may touch; it lives until nats.c says that the connection is closed.
    struct Events {
        std::atomic<std::uint64_t> generation{1};
        Listeners reconnected;

        void tell(std::string_view sentence);
        /// Whoever takes the notices may end now.
        void fall_silent();

        std::mutex mutex;
        std::function<void(std::string_view)> notice;
    };

private:
    Options options_;
    std::shared_ptr<Events> events_;
    NativeConnection native_;
    std::mutex topology_mutex_;
    std::string topology_;
};

/// There is one implementation; code inside the library may see it.
ConnectionImplementation& implementation(Connection&);

}  // namespace andvari::bus
