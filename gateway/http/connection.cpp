#include "gateway/http/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cstring>

namespace andvari::http {
namespace {

// Answers to pipelined requests are gathered up to this size before they are written.
constexpr std::size_t gathered = 64 * 1024;
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
    on_drained_ = nullptr;
    // Not at once: whoever is told may be in the middle of sending.
    if (on_gone_) net::post(transport_.socket().get_executor(), std::exchange(on_gone_, nullptr));
}

void Connection::drain() {
    if (phase_ == Phase::handshake || (phase_ == Phase::head && end_ == 0 && writing_.empty())) close();
}

void Connection::check_deadline(Clock::time_point now) {
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

// --- One message after the other

void Connection::process() {
    if (processing_) return;
    processing_ = true;
    for (;;) {
        const auto next = closing_ ? Next::wait : take_message();
        if (next == Next::answered && !closing_ && out_.size() < gathered) continue;
        if (!flush()) break;  // Goes on in on_written.
        if (closing_) {
            linger();
            break;
        }
        if (next == Next::answered) continue;
        if (next == Next::read) read();
        break;
    }
    processing_ = false;
}

Connection::Next Connection::take_message() {
    switch (phase_) {
        case Phase::head: return take_head();
        case Phase::body: return take_body();
        default: return Next::wait;
    }
}

Connection::Next Connection::take_head() {
    if (begin_ == end_) return Next::read;
    const auto& limits = shared_.settings.limits;
    if (!scanner_.scan(unread(), limits)) {
        if (scanner_.refused()) return refuse(*scanner_.refused());
        compact();
        return Next::read;
    }
    if (auto refused = parser_.parse_head(unread().substr(0, scanner_.size()), head_)) return refuse(*refused);
    if (auto refused = check_head(head_, limits, request_, framing_)) return refuse(*refused);
    message_size_ = scanner_.size();
    const bool whole = !framing_.chunked && unread().size() >= message_size_ + framing_.length;
    if (!whole && begin_ > 0) {
        // The body needs the room that earlier messages took, and views would not survive the move: look again.
        compact();
        scanner_.reset();
        return take_head();
    }
    phase_ = Phase::body;
    if (!whole) {
        set_deadline(shared_.settings.body_time);
        chunks_.clear();
        if (framing_.expects_continue && unread().size() == message_size_) out_.append("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return take_body();
}

Connection::Next Connection::take_body() {
    if (!framing_.chunked) {
        if (unread().size() < message_size_ + framing_.length) return Next::read;
        request_.body = unread().substr(message_size_, framing_.length);
        message_size_ += framing_.length;
        return handle();
    }
    const auto step = parser_.parse_chunks(unread().substr(message_size_), chunks_, shared_.settings.limits.body);
    // What has been joined makes room; the head, which is viewed, stays where it is.
    auto* from = buffer_.get() + begin_ + message_size_;
    std::memmove(from, from + step.consumed, end_ - begin_ - message_size_ - step.consumed);
    end_ -= step.consumed;
    if (step.refused) return refuse(*step.refused);
    if (step.done) return request_.body = chunks_, handle();
    if (end_ == capacity_) return refuse({400, "malformed_chunk", "A chunk of the body is malformed."});
    return Next::read;
}

Connection::Next Connection::handle() {
    phase_ = Phase::handling;
    no_deadline();
    handed_over_ = false;
    response_.reset();
    standing_fields_.clear();
    try {
        shared_.handler->handle(request_, response_, *this);
    } catch (const std::exception& fault) {
        if (shared_.settings.on_fault) shared_.settings.on_fault(fault.what());
        response_.reset();
        write_refusal(response_, {500, "internal_error", "The server failed. The failure has been noted."});
    }
    if (!handed_over_) finish_message(response_);
    return phase_ == Phase::head ? Next::answered : Next::wait;
}

Connection::Next Connection::refuse(const Refused& why) {
    response_.reset();
    write_refusal(response_, why);
    append_response(out_, response_, {.encrypted = request_.encrypted});
    closing_ = true;
    return Next::answered;
}

Sending Connection::sending(bool keep_alive) const {
    return {.keep_alive = keep_alive,
            .only_head = request_.method == Method::head,
            .encrypted = request_.encrypted,
            .standing_fields = standing_fields_};
}

void Connection::finish_message(const Response& response) {
    const bool keep_alive = request_.keep_alive && !response.close && !shared_.draining;
    append_response(out_, response, sending(keep_alive));
    closing_ = !keep_alive;
    begin_ += message_size_;
    message_size_ = 0;
    if (begin_ == end_) begin_ = end_ = 0;
    scanner_.reset();
    phase_ = Phase::head;
    set_deadline(begin_ == end_ ? shared_.settings.idle_time : shared_.settings.head_time);
}

}  // namespace andvari::http
