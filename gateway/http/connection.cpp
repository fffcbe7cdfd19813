#include "gateway/http/connection.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cstring>

namespace andvari::http {
namespace {

// See connection_writing.cpp: what a lingering connection reads is thrown away, up to this much.
constexpr std::size_t largest_linger = 1024 * 1024;
// Room for a body's chunk framing beside the largest head and body.
constexpr std::size_t framing_room = 4096;

}  // namespace

Connection::Connection(Shared& shared, Arrival arrival)
    : shared_{shared},
      transport_{std::move(arrival.socket), arrival.tls},
      peer_{arrival.peer.to_string()},
      network_{network_of(arrival.peer).to_string()},
      place_{std::move(arrival.place)},
      capacity_{shared.settings.limits.head + shared.settings.limits.body + framing_room} {
    request_.peer = peer_;  // The request is used again for each message; this part of it stays.
    request_.network = network_;
    request_.loopback = arrival.peer.is_loopback();
    request_.encrypted = transport_.encrypted();
    shared_.connections.insert(this);
}

Connection::~Connection() { shared_.connections.erase(this); }

void Connection::start() {
    boost::system::error_code ignored;
    transport_.socket().set_option(net::ip::tcp::no_delay{true}, ignored);
    transport_.socket().non_blocking(true, ignored);
    buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
    if (transport_.encrypted()) return shake_hands();
    set_deadline(shared_.settings.head_time);
    read();
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    transport_.close();
    tell_gone();
}

void Connection::drain() {
    if (phase_ == Phase::handshake || (phase_ == Phase::head && end_ == 0 && writing_.empty())) close();
}

void Connection::set_deadline(Clock::time_point begun, std::chrono::milliseconds time, std::size_t moved) {
    const std::chrono::milliseconds earned{moved * 1000 / shared_.settings.slowest};
    deadline_ = std::min(Clock::now(), begun + earned) + time;
}

void Connection::check_deadline(Clock::time_point now) {
    if (phase_ == Phase::socket && !closing_) keep_alive(now);
    if (now < deadline_) return;
    const bool in_a_message = (phase_ == Phase::head && begin_ != end_) || phase_ == Phase::body;
    if (!in_a_message || !writing_.empty()) return close();
    refuse({408, "request_timeout", "The request did not arrive in time."});
    if (flush()) linger();
}

// --- The handshake, where there is TLS

void Connection::shake_hands() {
    phase_ = Phase::handshake;
    set_deadline(shared_.settings.handshake_time);
    transport_.shake_hands(
        [self = shared_from_this()](boost::system::error_code error, std::size_t) { self->on_handshake(error); });
}

void Connection::on_handshake(boost::system::error_code error) {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::head;
    set_deadline(shared_.settings.head_time);
    if (!error) return read();
    request_.encrypted = false;
    if (!transport_.give_up_encryption()) return linger();
    refuse({400, "https_only", "This port speaks HTTPS only."});
    if (flush()) linger();
}

// --- Reading

void Connection::read() {
    if (reading_ || phase_ == Phase::closed) return;
    reading_ = true;
    transport_.async_read_some(net::buffer(buffer_.get() + end_, capacity_ - end_),
                               [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
                                   self->reading_ = false;
                                   if (error) return self->close();
                                   self->on_read(count);
                               });
}

void Connection::on_read(std::size_t count) {
    if (phase_ == Phase::lingering || phase_ == Phase::streaming) {
        lingered_ += count;
        return lingered_ > largest_linger ? close() : discard();
    }
    if (phase_ == Phase::socket) {
        end_ += count;
        return take_frames();
    }
    if (phase_ == Phase::head && end_ == 0) set_deadline(shared_.settings.head_time);
    end_ += count;
    process();
}

/// Reads what nobody wants, only to notice the end. Nothing in the buffer is of use any more.
void Connection::discard() {
    begin_ = end_ = 0;
    read();
}

void Connection::compact() {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
}

}  // namespace andvari::http
