#include "shared/eventing/service.hpp"

#include "shared/eventing/worker.hpp"
#include "shared/observability/log.hpp"

namespace andvari::eventing {
namespace {
constexpr std::chrono::milliseconds between_claims{500};
// How much of a stop is left for acknowledgements that are still under way.
constexpr std::chrono::milliseconds drain_patience{1500};
}  // namespace

Service::Service(std::string context, MakeHosted make_hosted, ServiceSettings settings, metrics::Registry& registry,
                 Health& health, std::function<void(std::string)> on_fault)
    : context_{std::move(context)},
      make_hosted_{std::move(make_hosted)},
      settings_{std::move(settings)},
      metrics_{registry},
      on_fault_{std::move(on_fault)},
      health_token_{health.add(context_, [this] { return trouble(); })} {}

Service::~Service() {
    inbound_.stop();
    if (thread_.joinable()) thread_.join();
}

std::optional<std::string> Service::trouble() const {
    const std::lock_guard lock{mutex_};
    return worker_ ? worker_->trouble() : std::optional<std::string>{"not the active writer"};
}

void Service::start() {
    lease_ = store::try_lease(settings_.location, context_);
    if (lease_) become_writer();
    else log::info("another instance is the writer; standing by", {{"context", context_}});
    thread_ = std::thread{[this] { run(); }};
}

void Service::become_writer() {
    auto worker = std::make_shared<Worker>(context_, make_hosted_, settings_, *lease_, inbound_, metrics_);
    const std::lock_guard lock{mutex_};
    worker_ = std::move(worker);
}

void Service::run() {
    try {
        // A lock that another process holds wakes nobody when it is given up, so the claim is repeated.
        while (!lease_ && inbound_.pause(between_claims)) lease_ = store::try_lease(settings_.location, context_);
        if (!lease_) return;
        if (!worker_) {
            become_writer();
            log::info("became the writer", {{"context", context_}, {"fence", lease_->fence()}});
        }
        worker_->run();
        worker_->finish(drain_patience);
    } catch (const std::exception& e) {
        log::error("the service cannot go on", {{"context", context_}, {"reason", e.what()}});
        if (!inbound_.stopped()) on_fault_(context_ + ": " + e.what());
    }
}

void Service::stop(Deadline deadline) {
    inbound_.stop();
    {
        const std::lock_guard lock{mutex_};
        // What blocks on a dead bus is let go when there would be no time left to wait for it.
        if (worker_ && (worker_->trouble() || deadline - std::chrono::steady_clock::now() < drain_patience)) worker_->abandon();
    }
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock{mutex_};
    worker_.reset();
    lease_.reset();
}

}  // namespace andvari::eventing
