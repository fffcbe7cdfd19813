// How a connection goes on as a WebSocket.
#include <boost/asio/post.hpp>

#include "gateway/http/connection.hpp"

namespace andvari::http {
namespace {

constexpr std::size_t gathered = 64 * 1024;

}  // namespace

void Connection::begin_socket(std::string_view fields, SocketEvents events) {
    if (phase_ != Phase::handling) return;
    standing_fields_.append(fields);
    append_handshake(out_, request_, standing_fields_);
    phase_ = Phase::socket;
    on_gone_ = std::move(events.on_gone);
    on_drained_ = std::move(events.on_drained);
    on_message_ = std::make_shared<decltype(events.on_message)>(std::move(events.on_message));
    frames_.emplace(shared_.settings.socket_message);
    heard_ = Clock::now();
    next_ping_ = heard_ + shared_.settings.ping_time;
    no_deadline();
    hold_little();
    flush();
    // What came behind the handshake is taken once whoever asked for the socket has it.
    begin_ += message_size_;
    net::post(transport_.socket().get_executor(), [self = shared_from_this()] { self->take_frames(); });
}

void Connection::take_frames() {
    heard_ = Clock::now();
    while (phase_ == Phase::socket && !closing_ && begin_ != end_) {
        const auto step = frames_->take(unread());
        begin_ += step.consumed;
        take(step);
    }
    // What follows a close is read only to notice the end.
    begin_ = end_ = 0;
    if (flush() && closing_) linger();
    read();
}

void Connection::take(const FrameReader::Step& step) {
    using What = FrameReader::Step::What;
    switch (step.what) {
        case What::more:
        case What::pong: return;
        case What::ping:
            // Who asks without end and reads no answer is not answered any more.
            if (unsent() > shared_.settings.socket_queue) return close();
            return append_pong(out_, step.payload);
        case What::message: {
            const auto on_message = on_message_;  // Whoever is told may leave the socket.
            if (*on_message) (*on_message)(step.kind, step.payload);
            return;
        }
        case What::close:
            // The answer repeats what was said (RFC 6455, 5.5.1).
            tell_gone();
            return close_socket(step.code.value_or(static_cast<std::uint16_t>(Closing::normal)), {});
        case What::failure: tell_gone(); return close_socket(*step.code, {});
    }
}

bool Connection::send_message(MessageKind kind, std::string_view message) {
    if (phase_ != Phase::socket || closing_) return false;
    if (unsent() + message.size() > shared_.settings.socket_queue) {
        tell_gone();
        close_socket(static_cast<std::uint16_t>(Closing::try_again_later), "too slow");
        return false;
    }
    append_message(out_, kind, message);
    flush_soon();
    return true;
}

/// The messages of one turn leave together, unless they are many: then what the system does not take at once is known.
void Connection::flush_soon() {
    if (out_.size() >= gathered) return flush(), void();
    if (std::exchange(flushing_, true)) return;
    net::post(transport_.socket().get_executor(), [self = shared_from_this()] {
        self->flushing_ = false;
        self->flush();
    });
}

void Connection::close_socket(std::uint16_t code, std::string_view reason) {
    if (phase_ != Phase::socket || closing_) return;
    append_close(out_, code, reason);
    closing_ = true;
    finish_writing();
}

/// Nobody is told anything any more.
void Connection::leave_socket(Closing code, std::string_view reason) {
    on_gone_ = on_drained_ = nullptr;
    on_message_ = std::make_shared<std::function<void(MessageKind, std::string_view)>>();
    close_socket(static_cast<std::uint16_t>(code), reason);
}

void Connection::keep_alive(Clock::time_point now) {
    if (now < next_ping_) return;
    if (heard_ + 2 * shared_.settings.ping_time < now) return close();
    append_ping(out_);
    flush();
    next_ping_ = now + shared_.settings.ping_time;
}

/// Not at once: whoever is told may be in the middle of sending.
void Connection::tell_gone() {
    on_drained_ = nullptr;
    if (on_gone_) net::post(transport_.socket().get_executor(), std::exchange(on_gone_, nullptr));
}

}  // namespace andvari::http
