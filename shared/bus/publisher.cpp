#include <algorithm>

#include "shared/bus/ring_publisher.hpp"

namespace andvari::bus {

namespace {
/// How long a stream may be missing before that counts as a refusal: it may be being made again.
constexpr std::chrono::seconds missing_patience{10};
constexpr std::chrono::milliseconds first_pause{20};
}  // namespace

RingPublisher::RingPublisher(std::shared_ptr<Connection> connection, PublisherLimits limits)
    : connection_{std::move(connection)},
      limits_{limits},
      inbox_{connection_->new_inbox()},
      slots_(std::max<std::size_t>(limits.in_flight, 1)),
      pause_{first_pause},
      deadline_{limits.deadline} {
    reconnect_token_ = connection_->on_reconnect([this] {
        const Lock lock{mutex_};
        act_at_ = std::min(act_at_, Clock::now());
        mend_.notify_one();
    });
    mender_ = std::thread{[this] { mend(); }};
}

RingPublisher::~RingPublisher() {
    reconnect_token_.reset();
    stop();
    mender_.join();
}

void RingPublisher::publish(std::string subject, std::string id, Headers headers, std::string body, OnStored on_stored,
                            OnRefused on_refused) {
    Lock lock{mutex_};
    space_.wait(lock, [&] { return stopped_ || !full(); });
    enqueue(subject, std::move(id), std::move(headers), body, std::move(on_stored), std::move(on_refused));
}

bool RingPublisher::try_publish(std::string subject, std::string id, Headers headers, std::string body, OnStored on_stored,
                                OnRefused on_refused) {
    const Lock lock{mutex_};
    if (!stopped_ && full()) return false;
    enqueue(subject, std::move(id), std::move(headers), body, std::move(on_stored), std::move(on_refused));
    return true;
}

bool RingPublisher::drain(std::chrono::milliseconds patience) {
    Lock lock{mutex_};
    return space_.wait_for(lock, patience, [&] { return unfinished_ == 0; });
}

std::size_t RingPublisher::in_flight() const {
    const Lock lock{mutex_};
    return unfinished_;
}

void RingPublisher::stop() {
    const Lock lock{mutex_};
    stopped_ = true;
    space_.notify_all();
    mend_.notify_all();
}

void RingPublisher::enqueue(const std::string& subject, std::string id, Headers headers, std::string_view body,
                            OnStored on_stored, OnRefused on_refused) {
    if (stopped_) throw BusError{"the publisher has been stopped"};
    headers.emplace_back("Nats-Msg-Id", std::move(id));
    auto message = make_message(subject, inbox_ + "." + std::to_string(next_), headers, body);
    slot(next_) = {std::move(message), std::move(on_stored), std::move(on_refused), Clock::now(), {}, false, false};
    ++unfinished_;
    const auto token = next_++;
    if (mender_idle_) mend_.notify_one();
    if (state_ == State::usable) send(token);
}

/// Under the lock, so that the order of tokens is the order on the wire.
void RingPublisher::send(std::uint64_t token) {
    auto& s = slot(token);
    s.sent = Clock::now();
    const auto status = link_->send(s.message.get());
    if (status == NATS_OK) return;
    if (status == NATS_MAX_PAYLOAD) {
        s.too_large = true;
        too_large_.push_back(token);
        mend_.notify_one();
        return;
    }
    leave_usable(State::renew, s.sent);
}

/// Nothing more is sent until the mender acts, so that later messages do not overtake those that have to come again.
void RingPublisher::leave_usable(State state, Clock::time_point act_at) {
    if (state_ == State::renew || (state_ == State::resend && state == State::resend)) return;
    state_ = state;
    act_at_ = act_at;
    mend_.notify_one();
}

void RingPublisher::on_answer(std::uint64_t token, const Message& message) {
    const auto answer = read_answer(message);
    Lock lock{mutex_};
    if (token < lowest_ || token >= next_ || slot(token).done) return;  // Acknowledged already; this is the copy's answer.
    auto& s = slot(token);
    const auto now = Clock::now();
    if (answer.kind == Answer::Kind::missing) {
        if (s.missing_since == Clock::time_point{}) s.missing_since = now;
        stream_missing_ = true;
        if (now - s.missing_since < missing_patience) return leave_usable(State::resend, now + pause_);
    }
    if (answer.kind == Answer::Kind::later) return leave_usable(State::resend, now + pause_);
    pause_ = first_pause;
    deadline_ = limits_.deadline;
    finish(lock, token, answer);
}

/// The server says which subject it does not permit, not for which message; so that is true of all with that subject.
void RingPublisher::on_denied(std::string_view subject, bool whole) {
    Lock lock{mutex_};
    for (auto token = lowest_; token < next_; ++token) {
        if (token < lowest_ || slot(token).done) continue;
        const std::string_view own = natsMsg_GetSubject(slot(token).message.get());
        if (whole ? own == subject : own.starts_with(subject))
            finish(lock, token, {Answer::Kind::refused, {}, "this user may not publish on " + std::string{subject}});
    }
}

/// Tells, without the lock, what became of a message, and frees the ring behind it.
void RingPublisher::finish(Lock& lock, std::uint64_t token, const Answer& answer) {
    auto& s = slot(token);
    s.done = true;
    s.message.reset();
    const auto on_stored = std::move(s.on_stored);
    const auto on_refused = std::move(s.on_refused);
    while (lowest_ < next_ && slot(lowest_).done) ++lowest_;
    space_.notify_all();
    lock.unlock();
    if (answer.kind == Answer::Kind::stored) {
        if (on_stored) on_stored(answer.stored);
    } else if (on_refused) {
        on_refused(answer.reason);
    }
    lock.lock();
    if (--unfinished_ == 0) space_.notify_all();
}

std::unique_ptr<Publisher> make_publisher(std::shared_ptr<Connection> connection, PublisherLimits limits) {
    return std::make_unique<RingPublisher>(std::move(connection), limits);
}

}  // namespace andvari::bus
