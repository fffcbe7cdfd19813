#include "cli/clock_part.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "cli/system.hpp"
#include "events/exchange.hpp"
#include "services/stock/exchange.hpp"
#include "shared/json/write.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
// Somebody may set this machine's clock, or let it sleep: it is looked at again and again, which costs nothing.
constexpr std::chrono::seconds looked_again_after{1};
// Told once more although nothing changed: what was lost with the bus is made good.
constexpr std::int64_t told_again_after_seconds = 300;

class ClockPart final : public Part {
public:
    explicit ClockPart(Host& host) : host_{host} {}
    std::string_view name() const override { return "clock"; }

    void start() override {
        connection_ = bus::connect(host_.bus("feed"));
        publisher_ = bus::make_publisher(connection_);
        tell(Instant::now());
        thread_ = std::jthread{[this](std::stop_token stop) {
            std::mutex mutex;
            std::condition_variable_any woken;
            std::unique_lock lock{mutex};
            while (!woken.wait_for(lock, stop, looked_again_after, [&] { return stop.stop_requested(); }))
                if (const auto now = Instant::now(); now >= next_) tell(now);
        }};
    }

    void stop(Deadline) override {
        thread_ = {};
        publisher_.reset();
    }

private:
    void tell(Instant now) {
        const auto phase = stock::phase_at(now);
        if (!phase) return;
        next_ = std::min(phase->until, now.plus_seconds(told_again_after_seconds));
        const auto id = new_id();
        bus::Headers headers{
            {"ce-specversion", "1.0"}, {"ce-id", id}, {"ce-type", std::string{stock::Clock::type}}, {"ce-source", "clock"}};
        const auto refused = [](std::string_view reason) {
            log::error("the exchange was not told the time", {{"reason", std::string{reason}}});
        };
        if (!publisher_->try_publish(
                "mkt.clock." + std::string{stock::new_york}, id, std::move(headers), json::write(stock::Clock{now}),
                [](const bus::Stored&) {}, refused))
            refused("too much is on its way");
        publisher_->flush();
    }

    Host& host_;
    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<bus::Publisher> publisher_;
    Instant next_{};
    std::jthread thread_;
};
}  // namespace

std::shared_ptr<Part> make_clock_part(Host& host) { return std::make_shared<ClockPart>(host); }

}  // namespace andvari::cli
