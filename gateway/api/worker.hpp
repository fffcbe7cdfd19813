// The API's part on one of the server's threads, and what all threads share.
#pragma once

#include <unordered_set>

#include "gateway/alpaca/market_hub.hpp"
#include "gateway/api/authentication.hpp"
#include "gateway/api/background.hpp"
#include "gateway/api/call.hpp"
#include "gateway/api/cors.hpp"
#include "gateway/api/desk_client.hpp"
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
struct Command;
struct Route;
namespace alpaca {
class MarketStreams;
class Session;
}  // namespace alpaca

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
    NotedUses noted_uses;
    Background background;
    Meters meters;
    std::unique_ptr<bus::Publisher> publisher;
    DeskClient desk;
    alpaca::MarketHub market_hub;

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
    /// Sends a command that nobody waits for, and that may be lost when too much is under way.
    void send(const Command&, const Caller&);

    Backend& backend;
    http::Loop& loop;
    ReadModels models;
    Persons persons;
    UseNotes uses;
    Authentication authentication;
    Listener listener;
    std::unique_ptr<EventStreams> events;
    std::unique_ptr<alpaca::MarketStreams> market_streams;
    json::Document document;
    std::unordered_set<std::shared_ptr<void>> submissions;          ///< Owned until they have answered.
    std::unordered_set<std::shared_ptr<alpaca::Session>> sessions;  ///< Owned until the client has gone.

private:
    std::optional<Problem> dispatch(Call&, const Route*& route);
    /// The path below an account that it begins with, which is noted.
    std::string_view path_below_account(Call&);
    std::optional<Problem> answer_options(Call&);
    /// Finds out who calls, where the route is not for anybody.
    std::optional<Problem> find_caller(Call&, const Route&);
    /// Waits for what Andvari-Min-Sequence asks for, and then lets the endpoint answer.
    std::optional<Problem> answer_when_visible(Call&, const Route&, std::string_view tokens);

    bool flushing_ = false;
};

}  // namespace andvari::gateway
