// One client's connection: reads, has each request handled in turn, writes; or is a WebSocket from then on. Private to the
// server.
#pragma once

#include <optional>
#include <unordered_set>

#include "gateway/http/parser.hpp"
#include "gateway/http/peer_address.hpp"
#include "gateway/http/server.hpp"
#include "gateway/http/transport.hpp"

namespace andvari::http {

class Connection;

/// A connection that was accepted, on its way to its thread.
struct Arrival {
    Socket socket;
    net::ip::address peer;
    std::shared_ptr<void> place;  ///< Held as long as the connection lives: it counts.
    TlsContext tls;               ///< Null: without TLS.
};

/// What the connections of a thread share.
struct Shared {
    const Settings& settings;
    Handler* handler = nullptr;
    std::unordered_set<Connection*> connections;
    bool draining = false;
};

class Connection final : public std::enable_shared_from_this<Connection>, private Exchange {
public:
    Connection(Shared& shared, Arrival arrival);
    ~Connection();

    void start();
    /// Closes what has overrun its time.
    void check_deadline(Clock::time_point now);
    /// No request after the one that is being handled.
    void drain();
    void close();

    // For Pending and Stream, on this thread.
    void answer(const Response& response);
    void begin_stream(const Response& head, std::function<void()> on_gone, std::function<void()> on_drained);
    bool send(std::string_view bytes);
    std::size_t unsent() const { return out_.size() + writing_.size() - written_; }
    void end_stream();
    // For Pending and WebSocket.
    void begin_socket(std::string_view fields, SocketEvents events);
    bool send_message(MessageKind kind, std::string_view message);
    void leave_socket(Closing code, std::string_view reason);

private:
    enum class Phase { handshake, head, body, handling, streaming, socket, lingering, closed };
    enum class Next { read, answered, wait };

    std::unique_ptr<Pending> later() override;
    std::string& standing_fields() override { return standing_fields_; }
    Sending sending(bool keep_alive) const;
    bool is_endless() const { return phase_ == Phase::streaming || phase_ == Phase::socket; }

    void shake_hands();
    void on_handshake(boost::system::error_code error);

    // Reading.
    std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
    void read();
    void on_read(std::size_t count);
    void discard();
    void compact();

    // One message after the other.
    void process();
    Next take_message();
    Next take_head();
    Next take_body();
    Next read_more_of_body(std::size_t come);
    Next handle();
    Next refuse(const Refused& why);
    void finish_message(const Response& response);

    // A WebSocket's messages.
    void take_frames();
    void take(const FrameReader::Step&);
    void close_socket(std::uint16_t code, std::string_view reason);
    void keep_alive(Clock::time_point now);
    void tell_gone();
    void flush_soon();

    // Writing.
    bool flush();
    /// Of an answer without end: so that little waits where it is not counted.
    void hold_little();
    void write_more();
    void on_written(std::size_t count);
    void finish_writing();
    void linger();

    void set_deadline(std::chrono::milliseconds time) { deadline_ = Clock::now() + time; }
    /// For what began then and has come so far: it must neither rest so long, nor be so far behind the slowest rate.
    void set_deadline(Clock::time_point begun, std::chrono::milliseconds time, std::size_t moved);
    void no_deadline() { deadline_ = Clock::time_point::max(); }

    Shared& shared_;
    Transport transport_;
    const std::string peer_, network_;
    std::shared_ptr<void> place_;
    Phase phase_ = Phase::head;
    Clock::time_point deadline_;
    Clock::time_point body_begun_, write_begun_;
    std::size_t answered_ = 0;  // Messages.
    bool reading_ = false;      // A read is under way.
    bool processing_ = false;   // process() is on the stack.
    bool handed_over_ = false;  // The message being handled is answered by a Pending.
    bool closing_ = false;      // Nothing more is read; when all is written, the connection ends.

    const std::size_t capacity_;
    std::unique_ptr<char[]> buffer_;   // Never reallocated while a message is in it, so that views stay valid.
    std::size_t begin_ = 0, end_ = 0;  // From the message being read to the last byte that came.
    std::size_t message_size_ = 0;     // Of that message, as far as it stands in the buffer.
    std::size_t lingered_ = 0;
    HeadScanner scanner_;
    Parser parser_;
    Head head_;
    Framing framing_;
    Request request_;
    Response response_;
    std::string standing_fields_;
    std::string chunks_;       // The joined body of a chunked message.
    std::string out_;          // Composed, not yet being written.
    std::string writing_;      // Being written.
    std::size_t written_ = 0;  // So much of `writing_` is gone.
    std::function<void()> on_gone_, on_drained_;

    std::optional<FrameReader> frames_;  // Once it is a WebSocket.
    std::shared_ptr<std::function<void(MessageKind, std::string_view)>> on_message_;
    Clock::time_point heard_, next_ping_;
    bool flushing_ = false;  // flush_soon is under way.
};

}  // namespace andvari::http
