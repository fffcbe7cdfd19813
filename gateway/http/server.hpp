// An HTTP/1.1 server: a few threads, each with its own connections and its own handler. Everything of a connection
// happens on its thread, one request at a time, so a handler needs no locks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/http/message.hpp"
#include "gateway/http/websocket_frames.hpp"

namespace andvari::http {

/// One of the server's threads.
class Loop {
public:
    virtual ~Loop() = default;
    /// Runs `work` soon, on this thread. May be called from any thread; work posted after the server stopped is dropped.
    virtual void post(std::function<void()> work) = 0;
    /// Runs `work` on this thread after `delay`, unless the token has been destroyed before. Called on this thread.
    virtual std::shared_ptr<void> after(std::chrono::milliseconds delay, std::function<void()> work) = 0;
};

/// An answer without end (server-sent events). Used on the connection's thread.
class Stream {
public:
    virtual ~Stream() = default;  ///< Closes after what was sent so far.
    /// False, and nothing is sent, when the reader is gone.
    virtual bool send(std::string_view bytes) = 0;
    /// How much the reader has not yet taken.
    virtual std::size_t unsent() const = 0;
};

/// A connection that has become a WebSocket (RFC 6455). Used on the connection's thread. Pings are sent and answered below this.
class WebSocket {
public:
    virtual ~WebSocket() = default;  ///< Closes, as going away, what is still open.
    /// False, and nothing is sent, when the reader is gone. One for whom more than `Settings::socket_queue` would wait is told
    /// to come back later, and gone.
    virtual bool send(MessageKind, std::string_view message) = 0;
    virtual std::size_t unsent() const = 0;
    /// After what was sent before. No event comes afterwards.
    virtual void close(Closing, std::string_view reason) = 0;
};

/// What happens on a WebSocket: on the connection's thread, and never from within a call of it.
struct SocketEvents {
    std::function<void(MessageKind, std::string_view message)> on_message;
    std::function<void()> on_gone;     ///< The reader has left, or was sent away. The last event.
    std::function<void()> on_drained;  ///< They have taken all that they had not taken at once.
};

/// A question that will be answered later, on the connection's thread. The request's views stay valid until then.
/// Destroyed without an answer, it answers 503 by itself.
class Pending {
public:
    virtual ~Pending() = default;
    /// Once.
    virtual void answer(const Response&) = 0;
    /// Instead of an answer, once. `on_gone` is called when the reader goes away first, `on_drained` when it has taken all that
    /// it had not taken at once.
    virtual std::unique_ptr<Stream> stream(const Response& head, std::function<void()> on_gone,
                                           std::function<void()> on_drained) = 0;
    /// Instead of an answer, once, where check_handshake finds nothing wrong. `fields` are whole lines.
    virtual std::unique_ptr<WebSocket> socket(std::string_view fields, SocketEvents events) = 0;
};

/// A request being handled.
class Exchange {
public:
    /// For answering later: then what `handle` wrote into its response is not sent.
    virtual std::unique_ptr<Pending> later() = 0;
    /// Whole lines that go with whatever this request is answered: at once, later, without end, or that handling failed. Empty to
    /// begin with.
    virtual std::string& standing_fields() = 0;

protected:
    ~Exchange() = default;
};

class Handler {
public:
    virtual ~Handler() = default;
    /// Writes the answer into `response`, which comes as new, or calls `exchange.later()`. Must not block. What it throws
    /// is answered with 500 and told to `Settings::on_fault`.
    virtual void handle(const Request& request, Response& response, Exchange& exchange) = 0;
    /// The server is stopping: what has no end should end now.
    virtual void drain() {}
};

struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                ///< 0: any free one.
    std::string certificate, private_key;  ///< PEM files; both: HTTPS, neither: HTTP.
    int threads = 1;
    Limits limits;
    std::size_t connections = 2000;
    std::size_t connections_per_address = 64;
    std::chrono::milliseconds handshake_time{5000};  ///< Of TLS.
    std::chrono::milliseconds head_time{
        5000};  ///< From a head's first byte to its last; also for the first byte of a connection.
    std::chrono::milliseconds body_time{10000};   ///< Between its bytes; and so far it may be behind `slowest`.
    std::chrono::milliseconds idle_time{30000};   ///< Between requests.
    std::chrono::milliseconds write_time{10000};  ///< For the reader to take what is sent, likewise.
    std::size_t slowest = 1024;                   ///< Bytes a second of bodies and answers.
    std::size_t requests_per_connection = 1000;   ///< Then it is closed, so that clients spread anew; 0: any number.
    std::size_t socket_message = 64 * 1024;       ///< What a client may send at once on a WebSocket; more is refused with 1009.
    std::size_t socket_queue = 1024 * 1024;  ///< What may wait for a reader of a WebSocket; who leaves more is closed with 1013.
    std::chrono::milliseconds ping_time{15000};           ///< From ping to ping; who is silent for two of them is gone.
    std::function<void(std::string_view what)> on_fault;  ///< Called on a server's thread.
};

class Server {
public:
    virtual ~Server() = default;  ///< Stops at once, if `stop` was not called.
    virtual std::uint16_t port() const = 0;
    virtual std::size_t connections() const = 0;
    /// Accepts no more, lets running exchanges finish, not longer than `patience`, and joins the threads.
    virtual void stop(std::chrono::milliseconds patience) = 0;
};

/// Listens at once. `make_handler` is called once for each thread, before it starts; the handler is destroyed on that thread's
/// end. Throws std::system_error when the address cannot be had, std::runtime_error when the certificate cannot be used.
std::unique_ptr<Server> listen(Settings, const std::function<std::unique_ptr<Handler>(Loop&)>& make_handler);

}  // namespace andvari::http
