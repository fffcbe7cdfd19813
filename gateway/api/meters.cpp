#include "gateway/api/meters.hpp"

#include "gateway/api/router.hpp"

namespace andvari::gateway {

Meters::Meters(metrics::Registry& registry)
    : registry_{registry},
      counters_(routes().size() + 1),
      seconds_{&registry.histogram("andvari_http_request_seconds", "From a request's arrival to its answer.")},
      streams_{&registry.gauge("andvari_http_event_streams", "Event streams that are open.")} {}

void Meters::count(const Timing& timing, int status) {
    const auto all = routes();
    const auto index = timing.route ? static_cast<std::size_t>(timing.route - all.data()) : all.size();
    auto& slot = counters_[index][static_cast<std::size_t>(status)];
    auto* counter = slot.load(std::memory_order_acquire);
    if (!counter) {
        const std::string route{timing.route ? timing.route->pattern : "none"};
        const std::string method{timing.route ? name_of(timing.route->method) : "any"};
        counter = &registry_.counter("andvari_http_requests_total", "Requests answered.",
                                     {{"route", route}, {"method", method}, {"status", std::to_string(status)}});
        slot.store(counter, std::memory_order_release);
    }
    counter->add();
    seconds_->observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - timing.begun).count());
}

}  // namespace andvari::gateway
