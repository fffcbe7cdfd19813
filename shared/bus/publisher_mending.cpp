// The publisher's thread: makes the link, sends again what is not acknowledged, and notices what is overdue.
#include <algorithm>

#include "shared/bus/ring_publisher.hpp"

namespace andvari::bus {

namespace {
constexpr std::chrono::milliseconds longest_pause{250}, longest_deadline{30'000};
}

void RingPublisher::mend() {
    Lock lock{mutex_};
    while (!stopped_) {
        if (!too_large_.empty()) refuse_too_large(lock);
        else if (state_ != State::usable && Clock::now() >= act_at_) act(lock);
        else if (!overdue()) wait(lock);
    }
    state_ = State::renew;
    const auto last = std::move(link_);
    lock.unlock();  // The link's end waits for callbacks, which may want the lock.
}

void RingPublisher::act(Lock& lock) {
    if (state_ == State::renew && !renew_link(lock)) {
        act_at_ = Clock::now() + pause_;
        pause_ = std::min(pause_ * 2, longest_pause);
        return;
    }
    if (std::exchange(stream_missing_, false)) {
        lock.unlock();
        implementation(*connection_).restore_topology({});
        lock.lock();
    }
    if (state_ == State::resend) pause_ = std::min(pause_ * 2, longest_pause);
    if (!stopped_) resend();
}

/// Without the lock: connecting takes time, and so does waiting for the old link's callbacks.
bool RingPublisher::renew_link(Lock& lock) {
    auto old = std::move(link_);
    lock.unlock();
    old.reset();
    std::unique_ptr<PublishLink> fresh;
    try {
        PublishLink::Callbacks callbacks;
        callbacks.on_acknowledgement = [this](std::uint64_t token, const Message& m) { on_answer(token, m); };
        callbacks.on_denied = [this](std::string_view subject, bool whole) { on_denied(subject, whole); };
        callbacks.on_broken = [this] {
            const Lock broken{mutex_};
            leave_usable(State::renew, Clock::now());
        };
        fresh = std::make_unique<PublishLink>(implementation(*connection_).options(), inbox_, std::move(callbacks));
    } catch (const BusError&) {
        // The connection tells of it; this one only tries again.
    }
    lock.lock();
    link_ = std::move(fresh);
    return link_ != nullptr;
}

/// In order, from the lowest on: whatever was stored by the link before, is answered as a duplicate.
void RingPublisher::resend() {
    state_ = State::resending;
    for (auto token = lowest_; token < next_ && state_ == State::resending; ++token)
        if (!slot(token).done && !slot(token).too_large) send(token);
    if (state_ == State::resending) state_ = State::usable;
}

void RingPublisher::refuse_too_large(Lock& lock) {
    const auto token = too_large_.back();
    too_large_.pop_back();
    finish(lock, token, {Answer::Kind::refused, {}, "the message is larger than the server accepts"});
}

/// A server that says nothing gets a new link, and each time a longer while to answer.
bool RingPublisher::overdue() {
    const auto now = Clock::now();
    if (state_ != State::usable || lowest_ == next_ || now < slot(lowest_).sent + deadline_) return false;
    implementation(*connection_).notice("The bus does not acknowledge; the messages are sent again.");
    deadline_ = std::min(deadline_ * 2, longest_deadline);
    leave_usable(State::renew, now);
    return true;
}

void RingPublisher::wait(Lock& lock) {
    mender_idle_ = state_ == State::usable && lowest_ == next_;
    if (mender_idle_) mend_.wait(lock);
    else mend_.wait_until(lock, state_ == State::usable ? slot(lowest_).sent + deadline_ : act_at_);
    mender_idle_ = false;
}

}  // namespace andvari::bus
