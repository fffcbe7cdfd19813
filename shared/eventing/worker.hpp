// The batch loop of a service (the blueprint's chapter 4), on the service's own thread.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/eventing/dead_letters.hpp"
#include "shared/eventing/hosted.hpp"
#include "shared/eventing/inbound.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/eventing/outbox.hpp"
#include "shared/eventing/put_off.hpp"
#include "shared/eventing/repair.hpp"
#include "shared/eventing/service.hpp"

namespace andvari::eventing {

struct WorkerMeters;

class Worker {
public:
    /// Opens the journal, catches the stream up with it, and begins to read. Throws.
    Worker(std::string context, const MakeHosted&, const ServiceSettings&, store::Lease&, Inbound&, metrics::Registry&);
    ~Worker();

    /// Works until the inbound queue is stopped.
    void run();
    /// Finishes what has been taken up: waits for acknowledgements. From the worker's thread, after `run`.
    void finish(std::chrono::milliseconds patience);
    /// Ends everything that could block the worker's thread. From any thread.
    void abandon();
    /// Nothing when ready, otherwise the reason. From any thread.
    std::optional<std::string> trouble() const;

private:
    enum class Feed { commands, market, facts };
    struct Source {
        Feed feed;
        std::string context;  ///< Whose facts.
        std::unique_ptr<bus::Reader> reader;
        std::size_t taken = 0;                 ///< In the batch under way.
        const bus::Delivered* last = nullptr;  ///< In the batch under way.
    };
    struct Letter {
        const Arrival* arrival;
        std::string reason;
    };

    void listen();
    void add_reader(Feed, std::string context, bus::ReaderConfig);
    void work_on(std::vector<Arrival>& batch);
    void work_alone(Arrival&);
    void transact(std::span<Arrival> batch);
    void take(Arrival&, Instant now);
    void take_command(const Arrival&, Instant now);
    void take_market(const Arrival&, Instant now);
    void take_fact(const Arrival&, Instant now);
    void apply_fact(const Arrival&, const Envelope&, Position&, Instant now);
    void skip(const Arrival&, const std::string& reason);
    void after_commit(std::span<Arrival> batch);
    void acknowledge(std::span<Arrival> batch);
    void recover();
    void refresh();
    void mend_stream();
    void publish_for_readers(std::uint64_t from);
    void settle_letters();

    std::string context_;
    Inbound& inbound_;
    store::Lease& lease_;
    std::size_t batch_;
    std::shared_ptr<bus::Connection> connection_;
    Journal journal_;
    std::unique_ptr<Hosted> hosted_;
    std::atomic<bool> compare_{false};  ///< The stream is to be compared with the journal.
    Outbox outbox_;
    DeadLetters dead_letters_;
    Breaks breaks_;
    PutOff put_off_;
    std::unique_ptr<WorkerMeters> meters_;
    Positions positions_;
    Positions touched_;            ///< Positions moved in the batch under way.
    std::vector<Letter> letters_;  ///< Dead letters of the batch under way.
    bool stale_ = false;           ///< A batch was rolled back: read the state anew.
    std::uint64_t noted_published_ = 0;
    std::atomic<std::uint64_t> republish_from_{0};  ///< Asked for by a reader; 0 for none.
    std::chrono::steady_clock::time_point republished_at_{};
    std::uint64_t republished_from_ = 0;
    std::atomic<std::size_t> broken_sources_{0};
    std::atomic<bool> database_trouble_{false};
    std::vector<Source> sources_;
    std::unique_ptr<bus::Subscription> republish_requests_;
    std::shared_ptr<void> reconnect_token_;
};

}  // namespace andvari::eventing
