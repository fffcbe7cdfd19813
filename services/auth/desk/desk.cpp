#include "services/auth/desk/desk.hpp"

#include "services/auth/desk/following.hpp"
#include "services/auth/desk/intake.hpp"
#include "services/auth/desk/opening.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds between_claims{500}, first_pause{20}, longest_pause{1000};
// How often the ring is looked at: keys leave it, and what could not be told is told again.
constexpr std::chrono::seconds between_looks{20};
}  // namespace

Desk::Desk(DeskSettings settings, metrics::Registry& registry, Health& health, std::function<void(std::string)> on_fault)
    : settings_{std::move(settings)},
      metrics_{registry},
      on_fault_{std::move(on_fault)},
      health_token_{health.add("desk", [this] { return trouble(); })} {}

Desk::~Desk() { stop({}); }

std::optional<std::string> Desk::trouble() const {
    const std::lock_guard lock{mutex_};
    if (!waits_for_.empty()) return waits_for_;
    if (!connection_->connected()) return "no connection to the bus";
    return std::nullopt;
}

void Desk::start() {
    connection_ = bus::connect(settings_.bus);
    thread_ = std::thread{[this] { run(); }};
}

void Desk::stop(Deadline) {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
        changed_.notify_all();
        if (interrupt_) interrupt_();
    }
    if (thread_.joinable()) thread_.join();
}

bool Desk::pause(std::chrono::milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, duration, [&] { return stopped_; });
}

void Desk::run() {
    try {
        work();
    } catch (const std::exception& e) {
        log::error("the desk cannot go on", {{"reason", e.what()}});
        on_fault_(std::string{"desk: "} + e.what());
    }
}

// The services may start after the desk, and a lock that another process holds wakes nobody when it is given up: so whatever is
// not there yet is tried again.
bool Desk::until_done(const std::function<bool()>& step) {
    for (auto wait = first_pause; pause({}); wait = std::min(wait * 2, longest_pause)) {
        try {
            if (step()) return true;
        } catch (const store::StoreError& e) {
            log::debug("the desk has to wait", {{"reason", e.what()}});
        } catch (const bus::BusError& e) {
            log::debug("the desk has to wait", {{"reason", e.what()}});
        }
        if (!pause(wait)) return false;
    }
    return false;
}

void Desk::say(std::string waits_for) {
    const std::lock_guard lock{mutex_};
    waits_for_ = std::move(waits_for);
}

std::unique_ptr<store::Lease> Desk::claim() {
    say("another instance is at work");
    for (;;) {
        auto lease = store::try_lease(settings_.location, database_name);
        if (lease || !pause(between_claims)) return lease;
    }
}

void Desk::work() {
    const auto lease = claim();
    if (!lease) return;
    Workbench bench{settings_, connection_, lease->fence(), metrics_};
    Intake intake{bench, connection_, metrics_};
    const auto forget = [this](void*) {
        const std::lock_guard lock{mutex_};
        interrupt_ = nullptr;
    };
    const std::unique_ptr<void, decltype(forget)> interrupting{this, forget};
    {
        const std::lock_guard lock{mutex_};
        if (stopped_) return;
        interrupt_ = [&] {
            bench.stop();
            intake.stop();
        };
    }
    open(bench, intake);
}

void Desk::open(Workbench& bench, Intake& intake) {
    say("waiting for the services and the read model of credentials");
    if (!until_done([&] { return fill_directory(bench, *connection_); })) return;
    if (!until_done([&] { return publish_ring(bench); })) return;
    const Following following{bench, connection_};
    const std::jthread introducing{[&] { until_done([&] { return introduce_administrator(bench); }); }};
    intake.open();
    say({});
    log::info("the desk is open");
    serve(bench, intake);
}

void Desk::serve(Workbench& bench, Intake& intake) {
    while (!intake.stopped()) {
        const auto look = Clock::now() + between_looks;
        while (!intake.stopped() && Clock::now() < look) intake.work(look);
        // Where too much waits, the next look does it.
        (void)intake.submit([&bench] {
            try {
                if (publish_ring(bench)) return;
            } catch (const std::exception& e) {
                log::warn("the ring of keys cannot be looked at now", {{"reason", e.what()}});
            }
        });
    }
}

}  // namespace andvari::desk
