// A context at work: one thread that takes batches of commands, facts and market data, decides them in one transaction each,
// publishes what happened, and acknowledges. See the blueprint, chapter 4.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "shared/bus/bus.hpp"
#include "shared/eventing/hosted.hpp"
#include "shared/eventing/inbound.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/lifecycle/parts.hpp"
#include "shared/observability/health.hpp"
#include "shared/observability/metrics.hpp"
#include "shared/store/database.hpp"

namespace andvari::eventing {

class Worker;

/// Builds a context's rules on its journal; called by the service's thread.
using MakeHosted = std::function<std::unique_ptr<Hosted>(Journal&)>;

struct ServiceSettings {
    bus::Options bus;
    store::Location location;
    std::size_t batch = 500;  ///< Messages in one transaction at most.
};

class Service final : public Part {
public:
    /// `context` also names the database. Health and metrics must outlive it. `on_fault` is told, once, when the service
    /// cannot go on; the process is then to stop.
    Service(std::string context, MakeHosted, ServiceSettings, metrics::Registry&, Health&,
            std::function<void(std::string)> on_fault);
    ~Service() override;

    std::string_view name() const override { return context_; }
    /// Returns when the service works, or, where another instance holds the lease, when it stands by.
    void start() override;
    void stop(Deadline) override;

private:
    void run();
    void become_writer();
    std::optional<std::string> trouble() const;

    std::string context_;
    MakeHosted make_hosted_;
    ServiceSettings settings_;
    metrics::Registry& metrics_;
    std::function<void(std::string)> on_fault_;
    Inbound inbound_;
    std::unique_ptr<store::Lease> lease_;
    mutable std::mutex mutex_;
    std::shared_ptr<Worker> worker_;  ///< Under the mutex; made by the service's thread when it is the writer.
    std::shared_ptr<void> health_token_;
    std::thread thread_;
};

}  // namespace andvari::eventing
