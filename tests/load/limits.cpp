#include "tests/load/limits.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "tests/load/statistics.hpp"

namespace andvari::load {
namespace {
constexpr std::string_view topology = R"({"streams": [{"name": "LIMIT", "subjects": ["sys.limit.>"], "storage": "file"}]})";
constexpr std::chrono::seconds patience{60};

/// Counts on one thread, and wakes another when a count is reached.
class Counter {
public:
    void add_one() {
        const auto now = count_.fetch_add(1) + 1;
        if (now < wanted_.load()) return;
        const std::lock_guard lock{mutex_};
        changed_.notify_all();
    }
    std::uint64_t count() const { return count_; }
    /// False when it is not reached in time.
    bool wait_for(std::uint64_t wanted) {
        wanted_ = wanted;
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, patience, [&] { return count_ >= wanted; });
    }

private:
    std::atomic<std::uint64_t> count_{0}, wanted_{~std::uint64_t{0}};
    std::mutex mutex_;
    std::condition_variable changed_;
};
}  // namespace

Limits::Limits(RunningSystem& system)
    : connection_{system.connect()},
      database_{store::open({system.folder().string(), {}, {}}, "limit", store::Durability::full)} {
    bus::apply_topology(*connection_, topology);
    database_->script("create table if not exists rows (id integer primary key, content text not null)");
    rows_ = *database_->one("select coalesce(max(id), 0) from rows", [](const store::Row& row) { return row.integer(0); });
}

double Limits::publish_and_commit() {
    const auto start = Clock::now();
    connection_->request("sys.limit.one", payload_, patience);
    store::Transaction transaction{*database_};
    database_->run("insert into rows (id, content) values (?1, ?2)", ++rows_, payload_);
    transaction.commit();
    return seconds_since(start);
}

double Limits::publishes_per_second(std::uint64_t count) {
    constexpr std::uint64_t in_flight = 4096;
    const auto inbox = connection_->new_inbox();
    Counter stored;
    const auto answers = connection_->subscribe(inbox, [&](const bus::Message&) { stored.add_one(); });
    const auto start = Clock::now();
    for (std::uint64_t sent = 0; sent < count; ++sent) {
        // Waits until half of the window is free, so that it does not wake for every one.
        if (sent - stored.count() >= in_flight && !stored.wait_for(sent - in_flight / 2))
            throw std::runtime_error{"publishing stalled"};
        connection_->send_buffered("sys.limit.many", inbox, {}, payload_);
    }
    if (!stored.wait_for(count)) throw std::runtime_error{"publishing stalled"};
    return static_cast<double>(count) / seconds_since(start);
}

double Limits::drained_per_second(const std::string& stream) {
    const auto messages = bus::stream_state(*connection_, stream).value().messages;
    const auto inbox = connection_->new_inbox();
    Counter come;
    const auto pushed = connection_->subscribe(inbox, [&](const bus::Message& message) {
        // The server waits for an answer to this before it sends more.
        if (message.body().empty() && message.header("Status") == "100") {
            if (!message.reply().empty()) connection_->send(message.reply(), {}, {});
            return;
        }
        come.add_one();
    });
    const auto start = Clock::now();
    connection_->request(
        "$JS.API.CONSUMER.CREATE." + stream,
        R"({"stream_name":")" + stream + R"(","config":{"deliver_subject":")" + inbox +
            R"(","deliver_policy":"all","ack_policy":"none","max_deliver":1,"flow_control":true,)"
            R"("idle_heartbeat":5000000000,"inactive_threshold":10000000000,"mem_storage":true,"num_replicas":1}})",
        patience);
    if (!come.wait_for(messages)) throw std::runtime_error{"the drain stalled"};
    return static_cast<double>(messages) / seconds_since(start);
}

}  // namespace andvari::load
