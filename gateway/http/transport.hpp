// What a connection's bytes go through: the bare socket, or TLS over it. Private to the server.
#pragma once

#include "gateway/http/tls_stream.hpp"

namespace andvari::http {

/// On the bare socket this costs one branch, and nothing is allocated.
class Transport {
public:
    Transport(Socket socket, const TlsContext& context) : socket_{std::move(socket)} {
        if (context) tls_ = std::make_unique<TlsStream>(context, socket_);
    }

    bool encrypted() const { return tls_ != nullptr; }
    Socket& socket() { return socket_; }

    /// Only where it is encrypted, and before anything else.
    template <class Done>
    void shake_hands(Done done) {
        tls_->shake_hands(std::move(done));
    }
    /// After a handshake that failed, while nothing is under way: what was encrypted is a bare socket.
    bool give_up_encryption() {
        const bool plain = tls_->was_spoken_to_in_plain();
        tls_.reset();
        return plain;
    }

    template <class Done>
    void async_read_some(net::mutable_buffer into, Done done) {
        if (tls_) return tls_->async_read_some(into, std::move(done));
        socket_.async_read_some(into, std::move(done));
    }
    template <class Done>
    void async_write_some(net::const_buffer bytes, Done done) {
        if (tls_) return tls_->async_write_some(bytes, std::move(done));
        socket_.async_write_some(bytes, std::move(done));
    }
    /// What the system takes at once; would_block where that is nothing.
    std::size_t write_some(net::const_buffer bytes, boost::system::error_code& error) {
        return tls_ ? tls_->write_some(bytes, error) : socket_.write_some(bytes, error);
    }
    /// Says that nothing more will be sent.
    void finish_sending() {
        boost::system::error_code ignored;
        if (tls_) tls_->say_goodbye();
        socket_.shutdown(net::ip::tcp::socket::shutdown_send, ignored);
    }
    void close() {
        boost::system::error_code ignored;
        if (tls_) tls_->say_goodbye();
        socket_.close(ignored);
    }

private:
    Socket socket_;
    std::unique_ptr<TlsStream> tls_;
};

}  // namespace andvari::http
