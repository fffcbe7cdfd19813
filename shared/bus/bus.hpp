// The bus: NATS JetStream, through nats.c, which only this library includes.
//
// Callbacks come on the library's threads, one at a time for each subscription; they must not block and must not throw.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/time/instant.hpp"

namespace andvari::bus {

class BusError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Names are case-sensitive. Several of one name: the first counts.
using Headers = std::vector<std::pair<std::string_view, std::string>>;

/// A message that came; movable, owns its memory. Views live as long as it does.
class Message {
public:
    Message() = default;
    explicit Message(void* native) : native_{native} {}  ///< Takes a natsMsg.
    Message(Message&& other) noexcept : native_{std::exchange(other.native_, nullptr)} {}
    Message& operator=(Message&& other) noexcept;
    ~Message();

    std::string_view subject() const;
    std::string_view reply() const;
    std::string_view body() const;
    /// Empty where there is no such header.
    std::string_view header(std::string_view name) const;
    /// Calls `visit(name, value)` for each header. For many of them faster than `header`.
    template <class Visit>
    void each_header(Visit&& visit) const {
        std::string_view rest = raw_headers(), name, value;
        while (next_header(rest, name, value)) visit(name, value);
        for (const auto& [made_name, made_value] : made_headers()) visit(made_name, made_value);
    }
    void* native() const { return native_; }

private:
    /// As they came, with the line before them; empty where there are none.
    std::string_view header_block() const;
    std::string_view status_line() const;
    std::string_view raw_headers() const;
    /// Of a message that was made here rather than received.
    std::vector<std::pair<std::string_view, std::string_view>> made_headers() const;
    static bool next_header(std::string_view& rest, std::string_view& name, std::string_view& value);

    void* native_ = nullptr;
};

/// How a connection is encrypted, where its address begins with tls://. All are names of PEM files.
struct Tls {
    std::string authority;    ///< Certificates that the server's must descend from; empty: those that this machine trusts.
    std::string certificate;  ///< One's own, with `private_key`, for a server that asks for it; empty for none.
    std::string private_key;
};

struct Options {
    std::string url = "nats://127.0.0.1:4222";
    std::string name;              ///< Shown by the server; also the inbox prefix `_INBOX_<name>`.
    std::string credentials_file;  ///< Begins with an NKey seed (see nkey.hpp); empty for none.
    std::string api = "$JS.API";   ///< Where JetStream's own requests go; elsewhere for a user outside (see users.hpp).
    Tls tls;
    /// Takes sentences for the log; on a thread of the library. Empty: they go to andvari::log.
    std::function<void(std::string_view sentence)> on_notice;
};

class Subscription {
public:
    virtual ~Subscription() = default;  ///< After it returns no callback runs any more.
};

/// One connection. Reconnects for ever, and says so in the log. Thread-safe.
class Connection {
public:
    virtual ~Connection() = default;

    /// Sends at once, without acknowledgement. False while there is no connection. Throws BusError for a malformed subject.
    virtual bool send(std::string_view subject, const Headers&, std::string_view body) = 0;
    /// Sends with a reply subject; may wait in a buffer until `flush`. False while there is no connection.
    virtual bool send_buffered(std::string_view subject, std::string_view reply, const Headers&, std::string_view body) = 0;
    /// Pushes what is buffered onto the wire.
    virtual void flush() = 0;
    /// Throws BusError when there is no answer in time.
    virtual Message request(std::string_view subject, std::string_view body, std::chrono::milliseconds timeout) = 0;
    virtual std::unique_ptr<Subscription> subscribe(std::string_view subject, std::function<void(Message)> on_message) = 0;
    virtual std::string new_inbox() = 0;

    virtual bool connected() const = 0;
    /// Counts connections: grows with each reconnect.
    virtual std::uint64_t generation() const = 0;
    /// Called after each reconnect, on a thread of the library; kept until the returned token is destroyed.
    virtual std::shared_ptr<void> on_reconnect(std::function<void()>) = 0;
};

/// Connects, waiting up to `patience` for the server to come up. Throws BusError.
std::shared_ptr<Connection> connect(const Options&, std::chrono::milliseconds patience = std::chrono::seconds{10});

/// What became of a published message.
struct Stored {
    std::uint64_t sequence = 0;
    bool duplicate = false;  ///< The stream had a message of this id already, at `sequence`.
};

/// Publishes into streams, in order, with an acknowledgement for each message. A message without one is sent again, with
/// the same id, after its deadline and after each reconnect, until it is stored; only a refusal by the server that no
/// retry can mend (no such stream, too large) ends it otherwise. Thread-safe.
class Publisher {
public:
    using OnStored = std::function<void(const Stored&)>;
    using OnRefused = std::function<void(std::string_view reason)>;

    virtual ~Publisher() = default;
    /// Blocks while `in_flight` messages are unacknowledged. `id` becomes Nats-Msg-Id.
    /// `on_stored` comes on a thread of the library.
    virtual void publish(std::string subject, std::string id, Headers headers, std::string body, OnStored on_stored,
                         OnRefused on_refused) = 0;
    /// As publish, but answers false at once instead of blocking.
    virtual bool try_publish(std::string subject, std::string id, Headers headers, std::string body, OnStored on_stored,
                             OnRefused on_refused) = 0;
    /// Sends what is buffered. Call at the end of a batch.
    virtual void flush() = 0;
    /// Waits until everything is stored, or not longer than `patience`. True when everything is.
    virtual bool drain(std::chrono::milliseconds patience) = 0;
    virtual std::size_t in_flight() const = 0;
    /// Ends waiting publishers; later publishes throw BusError.
    virtual void stop() = 0;
};
struct PublisherLimits {
    std::size_t in_flight = 4096;
    std::chrono::milliseconds deadline{2000};
};
std::unique_ptr<Publisher> make_publisher(std::shared_ptr<Connection>, PublisherLimits = {});

/// A message from a stream.
struct Delivered {
    Message message;
    std::uint64_t stream_sequence = 0;
    std::shared_ptr<const std::string> stream_created;  ///< Identity of the stream that `stream_sequence` counts in.
    Instant stored;                                     ///< The server's clock: for measuring lag only, never for a rule.
    std::uint64_t pending = 0;                          ///< How many more the stream holds for this consumer.
    std::uint64_t attachment = 0;  ///< Counts the reader's consumers; an acknowledgement counts only for the present one.
};

/// Which part of a stream to read and how.
struct ReaderConfig {
    std::string stream;
    std::string filter;       ///< A subject with wildcards; empty for all.
    std::string durable;      ///< The name of a durable consumer declared in infra/nats; empty: ordered, from `after`.
                              ///< One that acknowledges explicitly (a work queue) begins with all that is left in it.
    std::uint64_t after = 0;  ///< Ordered only: the stream sequence last applied; 0 begins at the first.
    std::string created;      ///< Ordered only: StreamState::created when `after` was noted. Where the stream is another
                              ///< one by now, or is shorter than `after`, reading begins at its first message. So it does where
                              ///< the stream was set back while it was read, and holds something else there now.
    std::size_t batch = 500;  ///< At most this many are requested at a time; twice this many may be waiting at the client.
};

/// The pull loop. Keeps asking for batches, as fast as `taken` says that the earlier ones were consumed, so that never
/// more than 2 × batch messages wait. Makes its ordered consumer anew when the server forgot it, skipped, or fell silent.
class Reader {
public:
    virtual ~Reader() = default;  ///< After it returns no callback runs any more.
    /// `count` delivered messages have been consumed; more may come.
    virtual void taken(std::size_t count) = 0;
    /// Durable only: acknowledges this message and all before it, or this one alone where the consumer acknowledges
    /// explicitly. A hint: they may come again all the same.
    virtual void acknowledge(const Delivered& last) = 0;
    /// Ordered only: begins anew after stream sequence `after`; messages delivered before may come again, and need no
    /// `taken` any more.
    virtual void restart(std::uint64_t after) = 0;
    /// When everything that the stream held at the last delivery or poll has been delivered.
    virtual bool caught_up() const = 0;
};
std::unique_ptr<Reader> read(std::shared_ptr<Connection>, ReaderConfig, std::function<void(Delivered)> on_message);

/// What the server knows of a stream; nothing when there is no such stream.
struct StreamState {
    std::string created;  ///< RFC 3339; with the name the identity of the stream: a stream made anew has another.
    std::uint64_t first = 0, last = 0, messages = 0, bytes = 0;
};
std::optional<StreamState> stream_state(Connection&, std::string_view stream);
/// The message with this stream sequence, or the last one on a subject (wildcards allowed).
std::optional<Message> message_at(Connection&, std::string_view stream, std::uint64_t sequence);
std::optional<Message> last_message(Connection&, std::string_view stream, std::string_view subject);
/// The first message on a subject (wildcards allowed) at this stream sequence or behind it.
struct Found {
    Message message;
    std::uint64_t stream_sequence = 0;
};
std::optional<Found> next_message(Connection&, std::string_view stream, std::uint64_t from, std::string_view subject);
/// The last message on a subject without wildcards, for users who may read just that subject. The stream must allow it
/// (allow_direct); in a cluster the answer may be a moment old.
std::optional<Message> last_message_directly(Connection&, std::string_view stream, const std::string& subject);

/// Makes the streams and durable consumers that a declaration (JSON text, see infra/nats/topology.json) names, and
/// updates those that differ. Idempotent; never deletes. Throws BusError with the server's words. The connection remembers
/// the declaration, and its readers and publishers apply it again when the server has lost a stream or a consumer; those of
/// other connections, whose users may not, ask for it on `topology_subject` (see topology_keeper.hpp).
void apply_topology(Connection&, std::string_view declaration);

/// A plain message here says that a stream or a consumer is missing; its body names the stream.
inline constexpr std::string_view topology_subject = "sys.topology";

}  // namespace andvari::bus
