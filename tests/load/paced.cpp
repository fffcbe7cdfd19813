#include "tests/load/paced.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>

namespace andvari::load {
namespace {
// Seeing is no more even than sending: only what is less than this part of it has fallen behind.
constexpr double kept_up = 0.95;
}  // namespace

void publish_paced(RunningSystem& system, const std::vector<Command>& orders,
                   const std::function<void(const std::string& id, Clock::time_point intended)>& expect) {
    std::mutex mutex;
    std::condition_variable pace;
    std::unique_lock lock{mutex};
    const auto start = Clock::now() + std::chrono::milliseconds{10};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const auto intended = start + i * std::chrono::microseconds{1'000'000 / paced_orders};
        pace.wait_until(lock, intended, [&] { return Clock::now() >= intended; });
        expect(orders[i].id, intended);
        system.publish(orders[i]);
    }
}

void measure_paced(Measured& m, const std::function<PacedRound(std::size_t orders)>& round) {
    constexpr int rounds = 5;
    constexpr std::size_t orders = 4'000;
    round(paced_orders);
    for (int i = 0; i < rounds; ++i) {
        const auto [seen, more] = round(orders);
        m.ours.push_back(seen.milliseconds(0.99));
        m.more["p50_milliseconds"].push_back(seen.milliseconds(0.5));
        m.more["p999_milliseconds"].push_back(seen.milliseconds(0.999));
        m.more["most_milliseconds"].push_back(seen.milliseconds(1));
        m.more["orders_per_second"].push_back(seen.per_second());
        for (const auto& [name, value] : more) m.more[name].push_back(value);
    }
    const auto rate = median(m.more["orders_per_second"]);
    m.beside = fmt::format("p50 {:.1f} {}; {}{:.0f} orders/s", median(m.more["p50_milliseconds"]), m.unit,
                           rate < kept_up * paced_orders ? "it kept up with only " : "at ", rate);
}

}  // namespace andvari::load
