// The API's part on one of the server's threads, and what all threads share.
#pragma once

#include <unordered_set>

#include "gateway/api/background.hpp"
#include "gateway/api/call.hpp"
#include "gateway/api/cors.hpp"
#include "gateway/api/keys.hpp"
#include "gateway/api/limits.hpp"
#include "gateway/api/meters.hpp"
#include "gateway/api/outcomes.hpp"
#include "gateway/api/progress.hpp"
#include "gateway/api/read_models.hpp"
#include "gateway/api/recent_commands.hpp"
#include "gateway/gateway.hpp"
#include "shared/json/read.hpp"

namespace andvari::gateway {

class EventStreams;
struct Route;

/// Shared by all threads.
struct Backend {
    const GatewaySettings settings;
    const store::Location location;
    const Hooks hooks;
    const KeyRing keys;
    const Cors cors;
    RequestLimits limits;
    std::shared_ptr<bus::Connection> connection;
    Progress progress;
    Outcomes outcomes;
    RecentCommands recent;
    Background background;
    Meters meters;
    std::unique_ptr<bus::Publisher> publisher;

    Backend(GatewaySettings, std::shared_ptr<bus::Connection>, store::Location, Hooks, metrics::Registry&);
};

class Worker final : public http::Handler {
public:
    Worker(Backend&, http::Loop&);
    ~Worker() override;

    void handle(const http::Request&, http::Response&, http::Exchange&) override;
    void drain() override;

    /// Pushes published commands onto the wire after this turn of the loop, so that those of one turn leave together.
    void flush_soon();

    Backend& backend;
    http::Loop& loop;
    ReadModels models;
    Listener listener;
    std::unique_ptr<EventStreams> events;
    json::Document document;
    std::unordered_set<std::shared_ptr<void>> submissions;  ///< Owned until they have answered.

private:
    std::optional<Problem> dispatch(Call&, const Route*& route);
    std::optional<Problem> answer_options(Call&);
    /// Waits for what Andvari-Min-Sequence asks for, and then lets the endpoint answer.
    std::optional<Problem> answer_when_visible(Call&, const Route&, std::string_view tokens);

    bool flushing_ = false;
};

}  // namespace andvari::gateway
