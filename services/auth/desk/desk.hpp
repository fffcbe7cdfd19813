// The desk: the one part that sees secrets in the clear. It takes requests from secret.auth.>, checks passwords and codes, makes
// what is random, gives ordinary commands in which no secret is left, and answers sealed (docs/adr).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "services/auth/desk/settings.hpp"
#include "shared/lifecycle/parts.hpp"
#include "shared/observability/health.hpp"
#include "shared/observability/metrics.hpp"

namespace andvari::desk {

class Intake;
struct Workbench;

/// Only one is at work on a system; others stand by until its lease is free.
class Desk final : public Part {
public:
    /// Health and metrics must outlive it. `on_fault` is told, once, when the desk cannot go on; the process is then to stop.
    Desk(DeskSettings, metrics::Registry&, Health&, std::function<void(std::string)> on_fault);
    ~Desk() override;

    std::string_view name() const override { return "desk"; }
    /// Returns at once: the desk begins to work when the services and read models that it needs are there.
    void start() override;
    void stop(Deadline) override;

private:
    void run();
    /// False when told to stop meanwhile.
    bool pause(std::chrono::milliseconds);
    /// Tries again until `step` is true. False when told to stop meanwhile.
    bool until_done(const std::function<bool()>& step);
    std::unique_ptr<store::Lease> claim();
    void work();
    void open(Workbench&, Intake&);
    void serve(Workbench&, Intake&);
    void say(std::string waits_for);
    std::optional<std::string> trouble() const;

    const DeskSettings settings_;
    metrics::Registry& metrics_;
    const std::function<void(std::string)> on_fault_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopped_ = false;
    std::string waits_for_ = "not started";  ///< Empty when it works.
    std::function<void()> interrupt_;        ///< Ends what the desk's thread waits for.
    std::shared_ptr<bus::Connection> connection_;
    std::shared_ptr<void> health_token_;
    std::thread thread_;
};

}  // namespace andvari::desk
