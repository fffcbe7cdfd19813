// Says on the bus what a Generator gives, at the pace of a market, and goes on where an earlier run stopped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "feed/generator.hpp"
#include "shared/bus/bus.hpp"

namespace andvari::feed {

/// How far a replay is.
struct Progress {
    Instant market_time;                            ///< Of the last tick.
    std::uint64_t published = 0;                    ///< By this run.
    std::uint64_t said = 0, total = 0;              ///< Of the present round, whoever said it.
    int round = 0;                                  ///< How often the history has begun again.
    double per_second = 0;                          ///< Messages, over this run.
    std::optional<std::chrono::seconds> remaining;  ///< Of the present round; nothing while it cannot be told.
    int percent() const { return total == 0 ? 100 : static_cast<int>(said * 100 / total); }
};

/// One market day in half a minute.
inline constexpr double demo_speed = 780;

struct ReplayOptions {
    Symbol symbol;
    std::optional<double>
        speed;  ///< Seconds of open market in a second; nights take no time. Nothing: as fast as the bus takes it.
    std::function<void(const Progress&)> on_progress;  ///< Called by `run`, some five times a second at most, and at the end.
    std::function<Instant()> now = &Instant::now;
};

/// A market's clock never goes ahead of ours: when a history has caught up with the present, its quotes carry the present
/// time, and bars, whose day would not be over, are left out.
class Replay {
public:
    /// The publisher must be this replay's alone, and outlive it. Throws std::invalid_argument for a speed outside
    /// 0.001 to 1,000,000,000 or a symbol that is none.
    Replay(bus::Publisher&, Generator, ReplayOptions);

    /// Leaves out what is not later than `last`.
    void resume_after(Instant last);
    /// Publishes, at the latest until `stop`. True when everything is said and stored. What is not acknowledged when it is
    /// stopped will be said again by the next run. Throws bus::BusError when the server refuses a message.
    bool run(std::stop_token stop);

private:
    using Clock = std::chrono::steady_clock;

    /// What the publisher's callbacks write: they may come after the replay is gone.
    struct Acknowledged {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::uint64_t count = 0;
        std::string refusal;  ///< The first.
    };

    std::optional<Tick> next();
    bool wait_for(const Tick&, const std::stop_token&);
    bool publish(const Message&, const std::stop_token&);
    bool wait_for_all(const std::stop_token&);
    void tell(bool finished);
    std::optional<std::chrono::seconds> remaining(double per_second) const;

    bus::Publisher& publisher_;
    Generator generator_;
    ReplayOptions options_;
    std::shared_ptr<Acknowledged> acknowledged_ = std::make_shared<Acknowledged>();
    Instant last_{};
    std::uint64_t published_ = 0;
    Clock::time_point begun_{}, told_{};
    /// The moment and the tick that the pace is counted from.
    std::optional<std::pair<Clock::time_point, std::chrono::microseconds>> pace_;
};

/// The time of the last quote that the market has heard, or that the stock context took up, of `symbol`: where a replay goes
/// on. Nothing when there is none. Throws bus::BusError.
std::optional<Instant> last_quoted(bus::Connection&, const Symbol&);

}  // namespace andvari::feed
