// How a connection takes one message after the other, and has each handled.
#include <cstring>

#include "gateway/http/connection.hpp"

namespace andvari::http {
namespace {

// Answers to pipelined requests are gathered up to this size before they are written.
constexpr std::size_t gathered = 64 * 1024;

}  // namespace

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
        body_begun_ = Clock::now();
        chunks_.clear();
        if (framing_.expects_continue && unread().size() == message_size_) out_.append("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return take_body();
}

Connection::Next Connection::take_body() {
    if (!framing_.chunked) {
        if (unread().size() < message_size_ + framing_.length) return read_more_of_body(unread().size() - message_size_);
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
    return read_more_of_body(chunks_.size());
}

Connection::Next Connection::read_more_of_body(std::size_t come) {
    set_deadline(body_begun_, shared_.settings.body_time, come);
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
    const bool last = ++answered_ == shared_.settings.requests_per_connection;
    const bool keep_alive = request_.keep_alive && !response.close && !shared_.draining && !last;
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
