#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "tests/load/limits.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"

namespace andvari::load {
namespace {
constexpr std::size_t symbol = 0, resting = 10'000;

/// Counts what is published on a subject.
class Heard {
public:
    Heard(bus::Connection& connection, std::string subject)
        : subject_{std::move(subject)}, subscription_{connection.subscribe(subject_, [this](const bus::Message&) {
              const std::lock_guard lock{mutex_};
              if (++count_ < wanted_) return;
              reached_ = Clock::now();
              changed_.notify_all();
          })} {}
    /// From now on.
    void expect(std::size_t count) {
        const std::lock_guard lock{mutex_};
        count_ = 0;
        wanted_ = count;
    }
    std::size_t count() const {
        const std::lock_guard lock{mutex_};
        return count_;
    }
    /// When the last of those that are expected came.
    Clock::time_point all() {
        constexpr std::chrono::seconds patience{60};
        std::unique_lock lock{mutex_};
        if (!changed_.wait_for(lock, patience, [&] { return count_ >= wanted_; }))
            throw std::runtime_error{fmt::format("{} of {} on {} have come", count_, wanted_, subject_)};
        return reached_;
    }

private:
    const std::string subject_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t count_ = 0, wanted_ = 1;
    Clock::time_point reached_;
    std::unique_ptr<bus::Subscription> subscription_;
};

double milliseconds(Clock::duration d) { return microseconds(d) / 1e3; }
}  // namespace

Measured measure_fills(RunningSystem& system) {
    constexpr int rounds = 3;
    Measured m{.key = "fills",
               .what = "One quote through 10,000 resting orders, until the last trade is published",
               .limit = "as many raw asynchronous JetStream publishes",
               .unit = "ms",
               .at_most = true};
    Limits limits{system};
    const auto connection = system.connect();
    const auto of_symbol = [](const char* fact) { return "evt.engine." + RunningSystem::symbol(symbol) + "." + fact; };
    Heard quoted{*connection, "evt.stock." + RunningSystem::symbol(symbol) + ".quoted"}, booked{*connection, of_symbol("booked")},
        traded{*connection, of_symbol("traded")}, settled{*connection, "evt.portfolio.*.settled"};
    for (int round = 0; round < rounds; ++round) {
        quoted.expect(1);
        system.quote_everything();
        quoted.all();
        booked.expect(resting);
        traded.expect(resting);
        settled.expect(resting);
        for (std::size_t i = 0; i < resting; ++i)
            system.publish(RunningSystem::limit_buy(i % RunningSystem::accounts, symbol, Price::whole(50)));
        booked.all();
        if (traded.count() > 0) throw std::runtime_error{"orders traded that should rest"};
        m.limits.push_back(static_cast<double>(resting) / limits.publishes_per_second(resting) * 1e3);
        const auto start = Clock::now();
        system.quote(symbol, Price::whole(49), Price::whole(50));
        m.ours.push_back(milliseconds(traded.all() - start));
        m.more["settled_milliseconds"].push_back(milliseconds(settled.all() - start));
    }
    m.beside = fmt::format("all settled after {:.0f} {}", median(m.more["settled_milliseconds"]), m.unit);
    system.quote_everything();
    return m;
}

}  // namespace andvari::load
