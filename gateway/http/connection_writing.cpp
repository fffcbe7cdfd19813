// How a connection writes, and how it ends.
#include <boost/asio/buffer.hpp>

#include "gateway/http/connection.hpp"

namespace andvari::http {
namespace {

// After an answer that ends the connection its sender may still be sending. Closing at once would make the system tell it of a
// reset, and the answer would be lost: so what comes is read and thrown away, for so long.
constexpr std::chrono::milliseconds linger_time{2000};

// The system by itself would take some megabytes for a reader who does not take them.
constexpr int most_held_by_the_system = 128 * 1024;

}  // namespace

/// True when everything composed has been taken by the system; otherwise on_written goes on.
bool Connection::flush() {
    if (!writing_.empty()) return false;
    if (out_.empty()) return true;
    writing_.swap(out_);
    boost::system::error_code error;
    written_ = transport_.write_some(net::buffer(writing_), error);
    if (error && error != net::error::would_block) {
        close();
        return false;
    }
    if (written_ == writing_.size()) {
        writing_.clear();
        written_ = 0;
        return true;
    }
    write_begun_ = Clock::now();
    write_more();
    return false;
}

void Connection::write_more() {
    set_deadline(write_begun_, shared_.settings.write_time, written_);
    transport_.async_write_some(net::buffer(writing_.data() + written_, writing_.size() - written_),
                                [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
                                    if (error) return self->close();
                                    self->on_written(count);
                                });
}

void Connection::on_written(std::size_t count) {
    written_ += count;
    if (written_ < writing_.size()) return write_more();
    writing_.clear();
    written_ = 0;
    if (is_endless() || phase_ == Phase::handling) no_deadline();
    else set_deadline(begin_ == end_ ? shared_.settings.idle_time : shared_.settings.head_time);
    process();
    if (is_endless() && writing_.empty() && on_drained_) std::function{on_drained_}();
}

void Connection::hold_little() {
    boost::system::error_code ignored;
    transport_.socket().set_option(net::socket_base::send_buffer_size{most_held_by_the_system}, ignored);
}

/// Whoever is told why it ends has the whole time of a write to take that.
void Connection::finish_writing() {
    if (flush()) return linger();
    write_begun_ = Clock::now();
    set_deadline(write_begun_, shared_.settings.write_time, 0);
}

void Connection::linger() {
    if (phase_ == Phase::lingering || phase_ == Phase::closed) return;
    phase_ = Phase::lingering;
    transport_.finish_sending();
    set_deadline(linger_time);
    discard();
}

}  // namespace andvari::http
