#include <array>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include "events/order.hpp"
#include "tests/load/limits.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"
#include "tests/load/view_watch.hpp"

namespace andvari::load {
namespace {
constexpr std::chrono::seconds patience{30};

std::uint64_t messages(bus::Connection& connection) {
    return bus::stream_state(connection, "COMMANDS").value().last + bus::stream_state(connection, "EVENTS").value().last;
}

/// Each account has one order in flight, buying and selling in turn; the next one goes when it is accepted and settled.
class ClosedLoop {
public:
    explicit ClosedLoop(RunningSystem& system)
        : system_{system},
          connection_{system.connect()},
          accounts_view_{*connection_, "accounts"},
          outcomes_{connection_->subscribe("ans.*", [this](const bus::Message& m) { heard(m.subject().substr(4), m, true); })},
          settlements_{connection_->subscribe(
              "evt.portfolio.*.settled", [this](const bus::Message& m) { heard(m.header("ce-correlationid"), m, false); })} {}

    /// Orders per second: from the first publish until the accounts' read model shows the last settlement.
    double run(Clock::duration duration) {
        const auto start = Clock::now();
        until_ = start + duration;
        completed_ = 0;
        active_ = lanes_.size();
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) place(lane);
        std::uint64_t last_settled = 0;
        {
            std::unique_lock lock{mutex_};
            const bool done = changed_.wait_for(lock, duration + patience, [&] { return active_ == 0 || !failure_.empty(); });
            if (!failure_.empty()) throw std::runtime_error{failure_};
            if (!done) throw std::runtime_error{"orders were not settled"};
            last_settled = last_settled_;
        }
        accounts_view_.wait([&](const ViewWatch::Reached& reached) {
            const auto found = reached.find("portfolio");
            return found != reached.end() && found->second >= last_settled;
        });
        return static_cast<double>(completed_) / seconds_since(start);
    }
    std::uint64_t completed() const { return completed_; }

private:
    struct Lane {
        bool buy = true;
        bool accepted = false, settled = false;
    };

    void place(std::size_t lane) {
        const auto command = RunningSystem::order(lane, lane % RunningSystem::symbols, lanes_[lane].buy);
        {
            const std::lock_guard lock{mutex_};
            under_way_[command.id] = lane;
        }
        system_.publish(command);
    }

    void heard(std::string_view id, const bus::Message& message, bool outcome) {
        std::size_t lane = 0;
        {
            const std::lock_guard lock{mutex_};
            const auto found = under_way_.find(std::string{id});
            if (found == under_way_.end()) return;
            lane = found->second;
            if (!note(lanes_[lane], message, outcome)) return;
            under_way_.erase(found);
            ++completed_;
            lanes_[lane] = {.buy = !lanes_[lane].buy};
            if (Clock::now() >= until_) {
                if (--active_ == 0) changed_.notify_all();
                return;
            }
        }
        place(lane);
    }

    /// Whether the order is through with it.
    bool note(Lane& lane, const bus::Message& message, bool outcome) {
        if (outcome) {
            lane.accepted = true;
            if (message.header("ce-type") != order::Accepted::type) {
                failure_ = "an order came to " + std::string{message.header("ce-type")};
                changed_.notify_all();
            }
        } else {
            lane.settled = true;
            const auto text = message.header("ce-sequence");
            std::from_chars(text.data(), text.data() + text.size(), last_settled_);
        }
        return lane.accepted && lane.settled;
    }

    RunningSystem& system_;
    std::shared_ptr<bus::Connection> connection_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::array<Lane, RunningSystem::accounts> lanes_;
    std::unordered_map<std::string, std::size_t> under_way_;
    Clock::time_point until_;
    std::uint64_t completed_ = 0, last_settled_ = 0;
    std::size_t active_ = 0;
    std::string failure_;
    ViewWatch accounts_view_;
    std::unique_ptr<bus::Subscription> outcomes_, settlements_;
};
}  // namespace

Measured measure_throughput(RunningSystem& system) {
    constexpr int rounds = 5;
    constexpr std::uint64_t raw_publishes = 100'000;
    Measured m{.key = "throughput",
               .what = "Orders placed, filled and settled, 64 in flight",
               .limit = "raw asynchronous JetStream publishes ÷ the messages that one order makes",
               .unit = "orders/s",
               .goal = 0.5};
    Limits limits{system};
    ClosedLoop loop{system};
    loop.run(std::chrono::milliseconds{500});
    for (int round = 0; round < rounds; ++round) {
        const auto raw = limits.publishes_per_second(raw_publishes);
        const auto before = messages(system.connection());
        const auto used_before = system.process().processor_seconds();
        m.ours.push_back(loop.run(std::chrono::seconds{3}));
        const auto orders = static_cast<double>(loop.completed());
        const auto each = static_cast<double>(messages(system.connection()) - before) / orders;
        m.limits.push_back(raw / each);
        m.more["publishes_per_second"].push_back(raw);
        m.more["messages_per_order"].push_back(each);
        m.more["processor_microseconds_per_order"].push_back((system.process().processor_seconds() - used_before) / orders * 1e6);
    }
    return m;
}

}  // namespace andvari::load
