#include <algorithm>
#include <charconv>

#include "shared/bus/pull_reader.hpp"

namespace andvari::bus {

namespace {

/// While a request waits, the server says each second that it is still there.
constexpr std::string_view request_tail = R"(,"expires":30000000000,"idle_heartbeat":1000000000})";

/// Two readers of one durable consumer, which is a mistake, would otherwise end each other's attachments in a tight loop.
constexpr std::chrono::milliseconds shortest_attachment{100};

std::uint64_t number_header(const Message& message, const char* name, std::uint64_t otherwise) {
    const auto text = message.header(name);
    std::uint64_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

void PullReader::taken(std::size_t count) {
    Lock lock{mutex_};
    waiting_ -= std::min(count, waiting_);
    ask_after(lock);
}

void PullReader::acknowledge(const Delivered& last) {
    {
        const Lock lock{mutex_};
        // The consumer was made anew since; its sequences count anew, and it will deliver this message again.
        if (last.attachment != attachment_) return;
    }
    connection_->send(last.message.reply(), {}, "+ACK");
}

void PullReader::restart(std::uint64_t after) {
    const Lock lock{mutex_};
    detach({});
    position_ = after;
    stored_.reset();
    waiting_ = 0;
}

/// How many to ask for now: twice the batch at first, and then one batch whenever half of what may wait has been taken, so
/// that a request always waits at the server unless the client is behind.
std::size_t PullReader::claim() {
    if (!attached_ || requested_ + waiting_ > config_.batch) return 0;
    if (requested_ == 0) last_heard_ = Clock::now();
    const std::size_t count = requested_ + waiting_ == 0 ? 2 * config_.batch : config_.batch;
    requested_ += count;
    return count;
}

void PullReader::ask_after(Lock& lock) {
    const auto count = claim();
    if (count == 0) return;
    if (requested_ == count) wake_.notify_one();  // The reader's own thread minds silence only while something is asked for.
    const auto consumer = consumer_, inbox = inbox_;
    lock.unlock();
    ask(count, consumer, inbox);
}

void PullReader::ask(std::size_t count, const std::string& consumer, const std::string& inbox) {
    const auto body = R"({"batch":)" + std::to_string(config_.batch) + std::string{request_tail};
    const auto subject = jetstream::api(*connection_, "CONSUMER.MSG.NEXT." + config_.stream + "." + consumer);
    // Where this fails the connection is broken, and its return makes a new attachment.
    for (; count >= config_.batch; count -= config_.batch) connection_->send_buffered(subject, inbox, {}, body);
}

/// The worker makes the next attachment; callbacks of this one are not heard any more.
void PullReader::detach(std::string_view reason) {
    if (attached_ && !reason.empty())
        implementation(*connection_)
            .notice("Reading " + config_.stream + " begins again after " + std::to_string(position_) + ": " +
                    std::string{reason});
    attached_ = false;
    ++attachment_;
    requested_ = 0;
    caught_up_ = false;
    retry_at_ = std::max(Clock::now(), attached_at_ + shortest_attachment);
    wake_.notify_one();
}

void PullReader::on_message(std::uint64_t attachment, Message message) {
    Lock lock{mutex_};
    if (attachment != attachment_) return;
    last_heard_ = Clock::now();
    if (const auto place = read_place(message.reply())) on_delivery(lock, std::move(message), *place);
    else on_status(lock, message, message.header("Status"));
}

void PullReader::on_delivery(Lock& lock, Message message, const Place& place) {
    if (place.consumer_sequence != next_consumer_sequence_) return detach("deliveries were skipped");
    ++next_consumer_sequence_;
    requested_ -= std::min<std::size_t>(requested_, 1);
    if (std::exchange(repeats_, false)) {
        if (!is_the_last_one(place)) {
            position_ = 0;
            stored_.reset();
            return detach("the stream has another message where it was read last, and is read from its first");
        }
        if (place.pending == 0) caught_up_ = true;
    }
    if (place.stream_sequence <= position_) return ask_after(lock);  // Came again because its acknowledgement is late.
    ++waiting_;
    position_ = place.stream_sequence;
    stored_ = place.stored;
    if (place.pending != 0) caught_up_ = false;
    const auto attachment = attachment_;
    Delivered delivered{std::move(message), place.stream_sequence, created_, place.stored, place.pending, attachment};
    lock.unlock();
    on_message_(std::move(delivered));
    if (place.pending != 0) return;
    lock.lock();
    if (attachment == attachment_) caught_up_ = true;
}

bool PullReader::is_the_last_one(const Place& place) const {
    return place.stream_sequence == position_ && place.stored == stored_;
}

void PullReader::on_status(Lock& lock, const Message& message, std::string_view status) {
    if (status == "100") {
        if (number_header(message, "Nats-Last-Consumer", 0) >= next_consumer_sequence_) return detach("deliveries were lost");
        // The server has nothing for a reader that waits. (A durable one may also have too much unacknowledged.)
        if (ordered()) caught_up_ = true;
        return;
    }
    const auto unserved = number_header(message, "Nats-Pending-Messages", 0);
    if ((status == "408" || status == "404") && unserved != 0) {
        requested_ -= std::min<std::size_t>(requested_, unserved);
        return ask_after(lock);
    }
    detach("the server answered " + std::string{status} + " " + std::string{message.header("Description")});
}

std::unique_ptr<Reader> read(std::shared_ptr<Connection> connection, ReaderConfig config,
                             std::function<void(Delivered)> on_message) {
    return std::make_unique<PullReader>(std::move(connection), std::move(config), std::move(on_message));
}

}  // namespace andvari::bus
