#include "shared/observability/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <list>
#include <mutex>

#include "shared/observability/process_metrics.hpp"

namespace andvari::metrics {

void Counter::add(double by) { native_->Increment(by); }
double Counter::value() const { return native_->Value(); }
void Gauge::set(double value) { native_->Set(value); }
void Gauge::add(double by) { native_->Increment(by); }
double Gauge::value() const { return native_->Value(); }
void Histogram::observe(double value) { native_->Observe(value); }

const std::vector<double>& latency_buckets() {
    static const std::vector<double> buckets{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                             0.05,    0.1,    0.25,    0.5,    1,     2.5,    5,     10};
    return buckets;
}

struct Registry::State {
    struct Watch {
        prometheus::Family<prometheus::Gauge>* family;
        prometheus::Gauge* gauge;
        std::function<double()> read;
    };

    mutable std::mutex mutex;
    prometheus::Registry native;
    // prometheus-cpp answers the same metric for the same labels, so that its address is the handle's key.
    std::map<const void*, Counter> counters;
    std::map<const void*, Gauge> gauges;
    std::map<const void*, Histogram> histograms;
    std::list<Watch> watches;
};

Registry::Registry() : state_{std::make_shared<State>()} {}
Registry::~Registry() = default;

Counter& Registry::counter(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock{state_->mutex};
    auto& native = prometheus::BuildCounter().Name(name).Help(help).Register(state_->native).Add(labels);
    return state_->counters.try_emplace(&native, native).first->second;
}

Gauge& Registry::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock{state_->mutex};
    auto& native = prometheus::BuildGauge().Name(name).Help(help).Register(state_->native).Add(labels);
    return state_->gauges.try_emplace(&native, native).first->second;
}

Histogram& Registry::histogram(const std::string& name, const std::string& help, const Labels& labels,
                               const std::vector<double>& buckets) {
    const std::lock_guard lock{state_->mutex};
    auto& native = prometheus::BuildHistogram().Name(name).Help(help).Register(state_->native).Add(labels, buckets);
    return state_->histograms.try_emplace(&native, native).first->second;
}

std::shared_ptr<void> Registry::watch(const std::string& name, const std::string& help, const Labels& labels,
                                      std::function<double()> read) {
    const std::lock_guard lock{state_->mutex};
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(state_->native);
    const auto place = state_->watches.insert(state_->watches.end(), {&family, &family.Add(labels), std::move(read)});
    // The lock makes sure that `read` is not running, and will not run again, when the token is gone.
    return {nullptr, [state = state_, place](void*) {
                const std::lock_guard guard{state->mutex};
                place->family->Remove(place->gauge);
                state->watches.erase(place);
            }};
}

std::string Registry::text() const {
    const std::lock_guard lock{state_->mutex};
    for (const auto& watch : state_->watches) watch.gauge->Set(watch.read());
    auto families = state_->native.Collect();
    for (auto& family : process_families()) families.push_back(std::move(family));
    return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace andvari::metrics
