#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "services/order/orders_view.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"
#include "tests/load/view_watch.hpp"

namespace andvari::load {
namespace {
constexpr int per_second = 1000;

/// Reads each order until it is there, and notes how long after its intended time that was.
class Reading {
public:
    Reading(RunningSystem& system, std::size_t count)
        : count_{count},
          database_{store::open(system.location(), "view_orders", store::Durability::relaxed, store::Access::read_only)},
          connection_{system.connect()},
          watch_{*connection_, "orders"},
          facts_{connection_->subscribe("evt.order.*.placed", [this](const bus::Message& message) { published(message); })},
          thread_{[this] { read(); }} {}
    ~Reading() {
        if (thread_.joinable()) thread_.join();
    }

    void expect(const std::string& id, Clock::time_point intended) {
        const std::lock_guard lock{mutex_};
        pending_.push_back({{id}, intended});
        unpublished_.emplace(id, intended);
    }
    /// In microseconds, when all have been seen.
    std::vector<double> latencies() {
        thread_.join();
        if (failure_) std::rethrow_exception(failure_);
        return std::move(latencies_);
    }

    /// In microseconds, until the fact that it was placed was published; those that have been by now.
    std::vector<double> fact_latencies() {
        const std::lock_guard lock{mutex_};
        return fact_latencies_;
    }

private:
    struct Expected {
        OrderId id;
        Clock::time_point intended;
    };

    void published(const bus::Message& message) {
        const auto now = Clock::now();
        const std::lock_guard lock{mutex_};
        const auto found = unpublished_.find(std::string{message.header("ce-correlationid")});
        if (found == unpublished_.end()) return;
        fact_latencies_.push_back(microseconds(now - found->second));
        unpublished_.erase(found);
    }

    void read() {
        try {
            watch_.wait([this](const ViewWatch::Reached&) { return read_what_is_there(); });
        } catch (...) {
            failure_ = std::current_exception();
        }
    }

    // Orders are taken up in the order in which they were published, so the first one that is missing ends the look.
    bool read_what_is_there() {
        for (;;) {
            Expected next;
            {
                const std::lock_guard lock{mutex_};
                if (pending_.empty()) return latencies_.size() == count_;
                next = pending_.front();
            }
            if (!order::OrdersView::find(*database_, next.id)) return false;
            latencies_.push_back(microseconds(Clock::now() - next.intended));
            const std::lock_guard lock{mutex_};
            pending_.pop_front();
        }
    }

    std::size_t count_;
    std::unique_ptr<store::Database> database_;
    std::shared_ptr<bus::Connection> connection_;
    std::mutex mutex_;
    std::deque<Expected> pending_;
    std::unordered_map<std::string, Clock::time_point> unpublished_;
    std::vector<double> latencies_, fact_latencies_;
    std::exception_ptr failure_;
    ViewWatch watch_;
    std::unique_ptr<bus::Subscription> facts_;
    std::thread thread_;
};

struct Latencies {
    std::vector<double> visible, published;
};

Latencies one_round(RunningSystem& system, std::size_t count) {
    std::vector<Command> orders;
    for (std::size_t i = 0; i < count; ++i)
        orders.push_back(RunningSystem::order(i % RunningSystem::accounts, i % RunningSystem::symbols, true));
    Reading reading{system, count};
    // An open loop: each order goes at its own time, and where it goes late that counts as waiting.
    std::mutex mutex;
    std::condition_variable pace;
    std::unique_lock lock{mutex};
    const auto start = Clock::now() + std::chrono::milliseconds{10};
    for (std::size_t i = 0; i < count; ++i) {
        const auto intended = start + i * std::chrono::microseconds{1'000'000 / per_second};
        pace.wait_until(lock, intended, [&] { return Clock::now() >= intended; });
        reading.expect(orders[i].id, intended);
        system.publish(orders[i]);
    }
    auto visible = reading.latencies();
    return {std::move(visible), reading.fact_latencies()};
}
}  // namespace

Measured measure_visible(RunningSystem& system) {
    constexpr int rounds = 5;
    constexpr std::size_t orders = 4'000;
    Measured m{.key = "visible",
               .what = "An order placed until a read shows it, p99, at 1,000 orders/s",
               .unit = "ms",
               .goal = 25,
               .at_most = true};
    one_round(system, per_second);
    for (int round = 0; round < rounds; ++round) {
        const auto [latencies, published] = one_round(system, orders);
        m.ours.push_back(percentile(latencies, 0.99) / 1e3);
        m.more["p50_milliseconds"].push_back(median(latencies) / 1e3);
        m.more["p999_milliseconds"].push_back(percentile(latencies, 0.999) / 1e3);
        m.more["fact_p50_milliseconds"].push_back(median(published) / 1e3);
        m.more["fact_p99_milliseconds"].push_back(percentile(published, 0.99) / 1e3);
        m.more["most_milliseconds"].push_back(percentile(latencies, 1) / 1e3);
    }
    return m;
}

}  // namespace andvari::load
