#include <deque>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "services/order/orders_view.hpp"
#include "tests/load/paced.hpp"
#include "tests/load/view_watch.hpp"

namespace andvari::load {
namespace {
/// Reads each order until it is there, and notes how long after its intended time that was.
class Reading {
public:
    Reading(RunningSystem& system, std::size_t count)
        : count_{count},
          database_{store::open(system.location(), "view_orders", store::Durability::relaxed, store::Access::read_only)},
          connection_{system.connect()},
          watch_{*connection_, "orders"},
          facts_{connection_->subscribe("evt.order.*.placed", [this](const bus::Message& message) { heard(message); })},
          thread_{[this] { read(); }} {}
    ~Reading() {
        if (thread_.joinable()) thread_.join();
    }

    void expect(const std::string& id, Clock::time_point intended) {
        const std::lock_guard lock{mutex_};
        pending_.push_back({{id}, intended});
        unpublished_.emplace(id, intended);
    }
    /// When all have been seen.
    Seen seen() {
        thread_.join();
        if (failure_) std::rethrow_exception(failure_);
        return std::move(seen_);
    }
    /// The facts that they were placed, as published; those that have been by now.
    Seen published() {
        const std::lock_guard lock{mutex_};
        return published_;
    }

private:
    struct Expected {
        OrderId id;
        Clock::time_point intended;
    };

    void heard(const bus::Message& message) {
        const auto now = Clock::now();
        const std::lock_guard lock{mutex_};
        const auto found = unpublished_.find(std::string{message.header("ce-correlationid")});
        if (found == unpublished_.end()) return;
        published_.note(found->second, now);
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
                if (pending_.empty()) return seen_.count() == count_;
                next = pending_.front();
            }
            if (!order::OrdersView::find(*database_, next.id)) return false;
            seen_.note(next.intended, Clock::now());
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
    Seen seen_;
    Seen published_;  ///< Under the mutex.
    std::exception_ptr failure_;
    ViewWatch watch_;
    std::unique_ptr<bus::Subscription> facts_;
    std::thread thread_;
};

PacedRound one_round(RunningSystem& system, std::size_t count) {
    std::vector<Command> orders;
    for (std::size_t i = 0; i < count; ++i)
        orders.push_back(RunningSystem::order(i % RunningSystem::accounts, i % RunningSystem::symbols, true));
    Reading reading{system, count};
    publish_paced(system, orders, [&](const std::string& id, Clock::time_point intended) { reading.expect(id, intended); });
    auto seen = reading.seen();
    const auto published = reading.published();
    return {std::move(seen),
            {{"fact_p50_milliseconds", published.milliseconds(0.5)}, {"fact_p99_milliseconds", published.milliseconds(0.99)}}};
}
}  // namespace

Measured measure_visible(RunningSystem& system) {
    Measured m{.key = "visible",
               .what = "An order placed until a read shows it, p99, at 1,000 orders/s",
               .unit = "ms",
               .goal = 25,
               .at_most = true};
    measure_paced(m, [&](std::size_t orders) { return one_round(system, orders); });
    return m;
}

}  // namespace andvari::load
