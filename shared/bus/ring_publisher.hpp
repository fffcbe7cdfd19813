// The publisher: a ring of messages that are not acknowledged yet, and one thread that mends what goes wrong. Private.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "shared/bus/acknowledgement.hpp"
#include "shared/bus/publish_link.hpp"

namespace andvari::bus {

class RingPublisher final : public Publisher {
public:
    RingPublisher(std::shared_ptr<Connection>, PublisherLimits);
    ~RingPublisher() override;

    void publish(std::string subject, std::string id, Headers, std::string body, OnStored, OnRefused) override;
    bool try_publish(std::string subject, std::string id, Headers, std::string body, OnStored, OnRefused) override;
    /// Each message leaves when it is published; nothing waits for this.
    void flush() override {}
    bool drain(std::chrono::milliseconds patience) override;
    std::size_t in_flight() const override;
    void stop() override;

private:
    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;

    struct Slot {
        NativeMessage message;
        OnStored on_stored;
        OnRefused on_refused;
        Clock::time_point sent;
        Clock::time_point missing_since{};  ///< When the server first said that there is no stream for it.
        bool done = true;
        bool too_large = false;  ///< The mender will say so; until then it is not done.
    };
    /// Only while `usable` do publishers send; otherwise messages wait in the ring until the mender sends them in order.
    enum class State { usable, resending, resend, renew };

    Slot& slot(std::uint64_t token) { return slots_[token % slots_.size()]; }
    bool full() const { return next_ - lowest_ == slots_.size(); }
    void enqueue(const std::string& subject, std::string id, Headers, std::string_view body, OnStored, OnRefused);
    void send(std::uint64_t token);
    void on_answer(std::uint64_t token, const Message&);
    void on_denied(std::string_view subject, bool whole);
    void finish(Lock&, std::uint64_t token, const Answer&);
    void leave_usable(State, Clock::time_point act_at);

    void mend();
    void act(Lock&);
    bool renew_link(Lock&);
    void resend();
    void refuse_too_large(Lock&);
    bool overdue();
    void wait(Lock&);

    const std::shared_ptr<Connection> connection_;
    const PublisherLimits limits_;
    const std::string inbox_;

    mutable std::mutex mutex_;
    std::condition_variable space_;  ///< For publishers and drain.
    std::condition_variable mend_;   ///< For the mender.
    std::vector<Slot> slots_;
    std::uint64_t lowest_ = 1, next_ = 1;  ///< Tokens not acknowledged: [lowest_, next_); a slot is the token modulo the size.
    std::size_t unfinished_ = 0;           ///< Counts also messages whose callback is running.
    std::vector<std::uint64_t> too_large_;
    std::unique_ptr<PublishLink> link_;
    State state_ = State::renew;
    Clock::time_point act_at_ = Clock::now();  ///< When the mender acts, while not usable.
    std::chrono::milliseconds pause_;
    std::chrono::milliseconds deadline_;
    bool stream_missing_ = false;
    bool mender_idle_ = false;  ///< It waits without a deadline, because nothing is in flight.
    bool stopped_ = false;
    std::shared_ptr<void> reconnect_token_;
    std::thread mender_;
};

}  // namespace andvari::bus
