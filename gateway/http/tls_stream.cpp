#include "gateway/http/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace andvari::http {
namespace {

using boost::system::error_code;

// --- OpenSSL's way to the socket. Its own would raise SIGPIPE when the other side has gone.

Socket& socket_of(BIO* bio) { return *static_cast<Socket*>(BIO_get_data(bio)); }

int write_to_socket(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    error_code error;
    const auto count = socket_of(bio).write_some(net::buffer(data, static_cast<std::size_t>(size)), error);
    if (!error) return static_cast<int>(count);
    if (error == net::error::would_block) BIO_set_retry_write(bio);
    return -1;
}

int read_from_socket(BIO* bio, char* data, int size) {
    BIO_clear_retry_flags(bio);
    error_code error;
    const auto count = socket_of(bio).read_some(net::buffer(data, static_cast<std::size_t>(size)), error);
    if (!error) return static_cast<int>(count);
    if (error == net::error::would_block) BIO_set_retry_read(bio);
    return error == net::error::eof ? 0 : -1;
}

long control_socket(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

struct FreeMethod {
    void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

const BIO_METHOD* socket_method() {
    static const auto method = [] {
        std::unique_ptr<BIO_METHOD, FreeMethod> made{BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket")};
        if (!made) throw std::bad_alloc{};
        BIO_meth_set_write(made.get(), write_to_socket);
        BIO_meth_set_read(made.get(), read_from_socket);
        BIO_meth_set_ctrl(made.get(), control_socket);
        return made;
    }();
    return method.get();
}

}  // namespace

void TlsStream::Free::operator()(ssl_st* native) const { SSL_free(native); }

TlsStream::TlsStream(const TlsContext& context, Socket& socket) : socket_{socket}, native_{SSL_new(context.get())} {
    BIO* bio = native_ ? BIO_new(socket_method()) : nullptr;
    if (!bio) throw std::bad_alloc{};
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
    SSL_set_bio(native_.get(), bio, bio);
    SSL_set_accept_state(native_.get());
}

void TlsStream::shake_hands(Done done) {
    const auto step = [this](ssl_st* native, std::size_t&) {
        const int result = SSL_do_handshake(native);
        may_say_goodbye_ = result == 1;
        return result;
    };
    go_on_when_ready(Socket::wait_read, step, std::move(done));
}

void TlsStream::async_read_some(net::mutable_buffer into, Done done) {
    const auto step = [into](ssl_st* native, std::size_t& count) {
        return SSL_read_ex(native, into.data(), into.size(), &count);
    };
    go_on_when_ready(Socket::wait_read, step, std::move(done));
}

void TlsStream::async_write_some(net::const_buffer bytes, Done done) {
    const auto step = [bytes](ssl_st* native, std::size_t& count) {
        return SSL_write_ex(native, bytes.data(), bytes.size(), &count);
    };
    go_on_when_ready(Socket::wait_write, step, std::move(done));
}

std::size_t TlsStream::write_some(net::const_buffer bytes, error_code& error) {
    error = {};
    std::size_t written = 0;
    while (written < bytes.size()) {  // Each turn writes one record, of 16 KiB at most.
        ERR_clear_error();
        std::size_t count = 0;
        const auto rest = bytes + written;
        const int result = SSL_write_ex(native_.get(), rest.data(), rest.size(), &count);
        if (result != 1) {
            const int reason = SSL_get_error(native_.get(), result);
            if (reason == SSL_ERROR_WANT_WRITE || reason == SSL_ERROR_WANT_READ) {
                if (written == 0) error = net::error::would_block;
                break;
            }
            note_failure();
            error = net::error::connection_reset;
            break;
        }
        written += count;
    }
    return written;
}

void TlsStream::say_goodbye() {
    if (!std::exchange(may_say_goodbye_, false)) return;
    ERR_clear_error();
    SSL_shutdown(native_.get());
}

void TlsStream::go_on(Step step, Done done) {
    ERR_clear_error();
    std::size_t count = 0;
    const int result = step(native_.get(), count);
    if (result == 1) return done({}, count);
    switch (SSL_get_error(native_.get(), result)) {
        case SSL_ERROR_WANT_READ: return go_on_when_ready(Socket::wait_read, std::move(step), std::move(done));
        case SSL_ERROR_WANT_WRITE: return go_on_when_ready(Socket::wait_write, std::move(step), std::move(done));
        case SSL_ERROR_ZERO_RETURN: return done(net::error::eof, 0);
        default: break;
    }
    note_failure();
    done(net::error::connection_reset, 0);
}

void TlsStream::go_on_when_ready(Socket::wait_type what, Step step, Done done) {
    auto next = [this, step = std::move(step), done = std::move(done)](error_code error) mutable {
        if (error) return done(error, 0);
        go_on(std::move(step), std::move(done));
    };
    // What OpenSSL has decrypted already makes no socket readable.
    if (what == Socket::wait_read && SSL_pending(native_.get()) > 0)
        net::post(socket_.get_executor(), std::bind(std::move(next), error_code{}));
    else socket_.async_wait(what, std::move(next));
}

void TlsStream::note_failure() {
    may_say_goodbye_ = false;
    const auto reason = ERR_GET_REASON(ERR_peek_error());
    spoken_to_in_plain_ = reason == SSL_R_HTTP_REQUEST || reason == SSL_R_HTTPS_PROXY_REQUEST;
}

}  // namespace andvari::http
