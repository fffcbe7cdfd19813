#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "gateway/http/socket_client.hpp"
#include "tests/load/paced.hpp"

namespace andvari::load {
namespace {
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
    /// When all have been heard of.
    Seen seen() {
        thread_.join();
        if (seen_.count() < count_) throw std::runtime_error{"fills are missing from the stream of trade updates"};
        return std::move(seen_);
    }

private:
    void hear() {
        while (seen_.count() < count_) {
            const auto frame = client_.next();
            const auto now = Clock::now();
            if (frame.first == 0) return;
            if (frame.first == 0x89) client_.send(http::testing::frame(0x8a, frame.payload));
            if (frame.payload.find(R"("event":"fill")") == std::string::npos) continue;
            constexpr std::string_view before = R"("order":{"id":")";
            const auto at = frame.payload.find(before) + before.size();
            const auto id = frame.payload.substr(at, frame.payload.find('"', at) - at);
            const std::lock_guard lock{mutex_};
            if (const auto found = intended_.find(id); found != intended_.end()) seen_.note(found->second, now);
        }
    }

    const std::size_t count_;
    http::testing::SocketClient client_;
    std::mutex mutex_;
    std::unordered_map<std::string, Clock::time_point> intended_;
    Seen seen_;
    std::thread thread_;
};

PacedRound one_round(RunningSystem& system, std::size_t count) {
    system.quote_everything();
    std::vector<Command> orders;
    for (std::size_t i = 0; i < count; ++i) orders.push_back(RunningSystem::order(account, i % RunningSystem::symbols, true));
    Hearing hearing{system, count};
    publish_paced(system, orders, [&](const std::string& id, Clock::time_point intended) { hearing.expect(id, intended); });
    return {hearing.seen()};
}
}  // namespace

Measured measure_updates(RunningSystem& system) {
    Measured m{.key = "updates",
               .what = "An order until its fill is heard on `/stream`, p99, at 1,000 orders/s",
               .unit = "ms",
               .goal = 50,
               .at_most = true};
    measure_paced(m, [&](std::size_t orders) { return one_round(system, orders); });
    return m;
}

}  // namespace andvari::load
