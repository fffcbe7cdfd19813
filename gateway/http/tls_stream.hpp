// TLS over a connection's socket, by OpenSSL, which stays behind this header. Private to the server.
//
// OpenSSL reads and writes the socket itself, without blocking, and what it cannot do at once is tried again when the socket
// is ready. Asio's own stream cannot do two things that a connection needs: write only what can be written now, and say
// goodbye without waiting for the other side.
#pragma once

#include <boost/asio/buffer.hpp>
#include <functional>
#include <memory>

#include "gateway/http/socket.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace andvari::http {

/// A certificate and the rules of the handshake; null: no TLS. May be shared by threads.
using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// Used on the connection's thread. Each `done` must keep the stream alive. At most one read and one write are under way.
class TlsStream {
public:
    using Done = std::function<void(boost::system::error_code, std::size_t)>;

    /// The socket must not block, and outlive the stream. Throws std::bad_alloc.
    TlsStream(const TlsContext& context, Socket& socket);

    void shake_hands(Done done);
    void async_read_some(net::mutable_buffer into, Done done);
    void async_write_some(net::const_buffer bytes, Done done);
    /// As much as the socket takes at once. After would_block the same bytes must be offered again, and perhaps more.
    std::size_t write_some(net::const_buffer bytes, boost::system::error_code& error);
    /// Tells the other side that nothing more will be sent (RFC 8446, 6.1), as far as that can be done at once.
    void say_goodbye();
    /// The handshake failed because the other side speaks HTTP without TLS.
    bool was_spoken_to_in_plain() const { return spoken_to_in_plain_; }

private:
    struct Free {
        void operator()(ssl_st* native) const;
    };
    /// 1 when done; otherwise OpenSSL tells what it waits for.
    using Step = std::function<int(ssl_st*, std::size_t& count)>;
    void go_on(Step step, Done done);
    void go_on_when_ready(Socket::wait_type what, Step step, Done done);
    void note_failure();

    Socket& socket_;
    std::unique_ptr<ssl_st, Free> native_;
    bool may_say_goodbye_ = false;  // Once, after the handshake, and not after a failure.
    bool spoken_to_in_plain_ = false;
};

}  // namespace andvari::http
