// Counters, gauges and histograms, shown in the Prometheus text format.
//
// A handle is looked up once, where a part is built, and kept: bumping it is an atomic addition. Handles live as long as
// their Registry, which is made in `main` and passed by reference. Thread-safe. Names follow Prometheus' conventions:
// `andvari_commands_total`, `andvari_commit_seconds`.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace andvari::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
public:
    explicit Counter(prometheus::Counter& native) : native_{&native} {}
    /// `by` must not be negative.
    void add(double by = 1);
    double value() const;

private:
    prometheus::Counter* native_;
};

class Gauge {
public:
    explicit Gauge(prometheus::Gauge& native) : native_{&native} {}
    void set(double value);
    void add(double by);
    double value() const;

private:
    prometheus::Gauge* native_;
};

class Histogram {
public:
    explicit Histogram(prometheus::Histogram& native) : native_{&native} {}
    void observe(double value);

private:
    prometheus::Histogram* native_;
};

/// Upper bounds in seconds, from 50 µs to 10 s: for latencies of anything here.
const std::vector<double>& latency_buckets();

class Registry {
public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    /// The same name and labels give the same handle again. Throws std::invalid_argument for a malformed name or one that
    /// is already another kind of metric.
    Counter& counter(const std::string& name, const std::string& help, const Labels& = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& = {});
    Histogram& histogram(const std::string& name, const std::string& help, const Labels& = {},
                         const std::vector<double>& buckets = latency_buckets());

    /// A gauge whose value is asked for whenever the metrics are shown: queue depths, lags. `read` runs on the asker's thread;
    /// it must be quick and must not throw. Kept until the returned token is destroyed.
    [[nodiscard]] std::shared_ptr<void> watch(const std::string& name, const std::string& help, const Labels&,
                                              std::function<double()> read);

    /// All of it, and what the system knows of the process, for GET /metrics: text/plain; version=0.0.4.
    std::string text() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace andvari::metrics
