#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "gateway/http/socket_client.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"

namespace andvari::load {
namespace {
constexpr int per_second = 1000;
constexpr std::size_t account = 0;

std::uint16_t port_of(const std::string& http) { return static_cast<std::uint16_t>(std::stoi(http.substr(http.rfind(':') + 1))); }

/// A client of /stream, which notes how long after its intended time the fill of each order was told.
class Hearing {
public:
    Hearing(RunningSystem& system, std::size_t count)
        : count_{count},
          client_{port_of(system.http()), "/accounts/" + RunningSystem::account(account) + "/stream",
                  "Authorization: Bearer " + std::string{RunningSystem::key} + "\r\n"} {
        client_.say(R"({"action":"listen","data":{"streams":["trade_updates"]}})");
        while (client_.next().payload.find(R"("listening")") == std::string::npos)
            if (client_.status() != 101) throw std::runtime_error{"the stream of trade updates does not open"};
        thread_ = std::thread{[this] { hear(); }};
    }
    ~Hearing() {
        if (thread_.joinable()) thread_.join();
    }

    void expect(const std::string& id, Clock::time_point intended) {
        const std::lock_guard lock{mutex_};
        intended_.emplace(id, intended);
    }
    /// In microseconds, when all have been heard of.
    std::vector<double> latencies() {
        thread_.join();
        if (latencies_.size() < count_) throw std::runtime_error{"fills are missing from the stream of trade updates"};
        return std::move(latencies_);
    }

private:
    void hear() {
        while (latencies_.size() < count_) {
            const auto frame = client_.next();
            const auto now = Clock::now();
            if (frame.first == 0) return;
            if (frame.first == 0x89) client_.send(http::testing::frame(0x8a, frame.payload));
            if (frame.payload.find(R"("event":"fill")") == std::string::npos) continue;
            constexpr std::string_view before = R"("order":{"id":")";
            const auto at = frame.payload.find(before) + before.size();
            const auto id = frame.payload.substr(at, frame.payload.find('"', at) - at);
            const std::lock_guard lock{mutex_};
            if (const auto found = intended_.find(id); found != intended_.end())
                latencies_.push_back(microseconds(now - found->second));
        }
    }

    const std::size_t count_;
    http::testing::SocketClient client_;
    std::mutex mutex_;
    std::unordered_map<std::string, Clock::time_point> intended_;
    std::vector<double> latencies_;
    std::thread thread_;
};

std::vector<double> one_round(RunningSystem& system, std::size_t count) {
    std::vector<Command> orders;
    for (std::size_t i = 0; i < count; ++i) orders.push_back(RunningSystem::order(account, i % RunningSystem::symbols, true));
    Hearing hearing{system, count};
    // An open loop, as for what a read shows.
    std::mutex mutex;
    std::condition_variable pace;
    std::unique_lock lock{mutex};
    const auto start = Clock::now() + std::chrono::milliseconds{10};
    for (std::size_t i = 0; i < count; ++i) {
        const auto intended = start + i * std::chrono::microseconds{1'000'000 / per_second};
        pace.wait_until(lock, intended, [&] { return Clock::now() >= intended; });
        hearing.expect(orders[i].id, intended);
        system.publish(orders[i]);
    }
    return hearing.latencies();
}
}  // namespace

Measured measure_updates(RunningSystem& system) {
    constexpr int rounds = 5;
    constexpr std::size_t orders = 4'000;
    Measured m{.key = "updates",
               .what = "An order until its fill is heard on `/stream`, p99, at 1,000 orders/s",
               .unit = "ms",
               .goal = 50,
               .at_most = true};
    system.quote_everything();
    one_round(system, per_second);
    for (int round = 0; round < rounds; ++round) {
        system.quote_everything();
        const auto latencies = one_round(system, orders);
        m.ours.push_back(percentile(latencies, 0.99) / 1e3);
        m.more["p50_milliseconds"].push_back(median(latencies) / 1e3);
        m.more["most_milliseconds"].push_back(percentile(latencies, 1) / 1e3);
    }
    return m;
}

}  // namespace andvari::load
