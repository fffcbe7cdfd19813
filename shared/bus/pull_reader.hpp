// The pull loop. Private to this library.
//
// One attachment is one inbox and one run of a consumer. Whatever goes wrong (a reconnection, a skipped delivery, silence, a
// refusal) ends the attachment, and the reader's own thread makes the next one: messages and statuses that are meant for an
// earlier one find no subscription, so they need not be told apart.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "shared/bus/acknowledgement.hpp"
#include "shared/bus/jetstream.hpp"
#include "shared/bus/native.hpp"

namespace andvari::bus {

class PullReader final : public Reader {
public:
    PullReader(std::shared_ptr<Connection>, ReaderConfig, std::function<void(Delivered)> on_message);
    ~PullReader() override;

    void taken(std::size_t count) override;
    void acknowledge(const Delivered& last) override;
    void restart(std::uint64_t after) override;
    bool caught_up() const override { return caught_up_; }

private:
    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;

    /// What an attachment begins with.
    struct Start {
        std::string consumer;
        std::string created;         ///< Of the stream.
        std::uint64_t position = 0;  ///< Stream sequence before the first message.
        std::uint64_t next_consumer_sequence = 1;
        std::uint64_t pending = 0;
        bool repeats = false;  ///< The first delivery is the last one of before.
    };
    bool ordered() const { return config_.durable.empty(); }

    // On threads of nats.c.
    void on_message(std::uint64_t attachment, Message);
    void on_delivery(Lock&, Message, const Place&);
    bool is_the_last_one(const Place&) const;
    void on_status(Lock&, const Message&, std::string_view status);

    // Under the lock.
    std::size_t claim();
    void detach(std::string_view reason);

    void ask(std::size_t count, const std::string& consumer, const std::string& inbox);
    void ask_after(Lock&);

    // On the reader's own thread.
    void work();
    void attach(Lock&);
    Start start_ordered(std::uint64_t position, const std::string& created, bool is_known);
    Start start_durable();
    jetstream::Json durable_info();
    jetstream::Json make_durable(const jetstream::Json& configuration);

    const std::shared_ptr<Connection> connection_;
    const ReaderConfig config_;
    const std::function<void(Delivered)> on_message_;

    std::mutex mutex_;
    std::condition_variable wake_;  ///< For the reader's own thread.
    bool stopped_ = false;
    bool attached_ = false;
    std::uint64_t attachment_ = 0;
    std::string consumer_, inbox_;
    std::shared_ptr<const std::string> created_;
    std::uint64_t position_;         ///< Stream sequence of the last delivery.
    std::optional<Instant> stored_;  ///< When the server stored it: nothing before the first one.
    bool repeats_ = false;           ///< It is to be delivered once more, and is then known by that.
    std::uint64_t next_consumer_sequence_ = 1;
    std::size_t requested_ = 0;  ///< Asked for and not delivered.
    std::size_t waiting_ = 0;    ///< Delivered and not taken.
    Clock::time_point attached_at_, last_heard_, retry_at_ = Clock::now();
    std::chrono::milliseconds pause_;
    std::atomic<bool> caught_up_ = false;

    std::string last_failure_;  ///< So that each is told once. The reader's own thread only.
    jetstream::Json remade_;    ///< Configuration of a durable consumer between its deletion and its return.
    std::unique_ptr<Subscription> subscription_;
    std::shared_ptr<void> reconnect_token_;
    std::thread worker_;
};

}  // namespace andvari::bus
