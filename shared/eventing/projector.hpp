// Keeps read models up to date: one thread that reads EVENTS and applies each batch to every view.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "shared/eventing/dead_letters.hpp"
#include "shared/eventing/inbound.hpp"
#include "shared/eventing/projection.hpp"
#include "shared/eventing/repair.hpp"
#include "shared/lifecycle/parts.hpp"
#include "shared/observability/health.hpp"
#include "shared/observability/metrics.hpp"

namespace andvari::eventing {

struct ProjectorSettings {
    bus::Options bus;
    store::Location location;
    std::vector<MakeView> views;
    std::size_t batch = 1000;  ///< Facts in one transaction at most.
};

/// A view's finished copy waits to take its place: request on sys.switch.<view>, body the copy's database name; the answer
/// is "ok" or the reason why not.
inline constexpr std::string_view switch_subject = "sys.switch.";
/// Asks projectors to say again on view.<name> how far they have come: for who may have missed a notice.
inline constexpr std::string_view announce_subject = "sys.announce";

class Projector final : public Part {
public:
    /// `name` is for people and tells apart the projectors of a process. Health and metrics must outlive it.
    Projector(std::string name, ProjectorSettings, metrics::Registry&, Health&, std::function<void(std::string)> on_fault);
    ~Projector() override;

    std::string_view name() const override { return name_; }
    void start() override;
    void stop(Deadline) override;

private:
    struct Feed {
        std::string context;
        std::unique_ptr<bus::Reader> reader;  ///< Nothing once another took its place.
    };
    struct Switch {
        std::string view, copy, reply;
    };

    void run();
    void open_views();
    void read_everything();
    void work_on(const std::vector<Arrival>&);
    std::vector<Incoming> judged(const std::vector<Arrival>&);
    void project(Projection&, const std::vector<Incoming>&);
    void project_alone(Projection&, const Incoming&);
    void announce(Projection&);
    void announce_all_soon();
    void switch_views();
    std::string switch_view(const Switch&);
    std::optional<std::string> trouble() const;

    std::string name_;
    ProjectorSettings settings_;
    metrics::Registry& metrics_;
    std::function<void(std::string)> on_fault_;
    Inbound inbound_;
    std::shared_ptr<bus::Connection> connection_;
    std::vector<std::unique_ptr<store::Lease>> leases_;
    std::vector<std::unique_ptr<Projection>> projections_;
    Positions positions_;  ///< Of the projection that is furthest behind, source by source.
    std::vector<Feed> feeds_;
    std::unique_ptr<DeadLetters> dead_letters_;
    std::unique_ptr<Breaks> breaks_;
    json::Document document_;
    std::vector<std::unique_ptr<bus::Subscription>> subscriptions_;
    std::shared_ptr<void> reconnect_token_;
    std::atomic<bool> announcement_wanted_{false};
    std::mutex mutex_;
    std::vector<Switch> switches_;  ///< Under the mutex: asked for, not yet done.
    std::atomic<std::size_t> broken_sources_{0};
    std::atomic<bool> failing_{false};
    std::atomic<bool> started_{false};
    std::shared_ptr<void> health_token_;
    metrics::Counter* applied_ = nullptr;
    metrics::Histogram* lag_ = nullptr;
    std::thread thread_;
};

}  // namespace andvari::eventing
