#include "services/auth/desk/commands.hpp"

#include "events/refusals.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/read.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
/// "andvari.auth.open_session.v1" and "alice": "cmd.auth.alice.open_session".
std::string subject_of(std::string_view type, const std::string& key) {
    return "cmd." + std::string{eventing::subject_token(type, 1)} + '.' + key + '.' +
           std::string{eventing::subject_token(type, 2)};
}

/// Code and reason stand in every refusal, whatever else does.
void read_refusal(Outcome& outcome) {
    json::Document document;
    document.parse(outcome.body).each_member(&outcome, [](void* context, std::string_view name, json::Value value) {
        auto& o = *static_cast<Outcome*>(context);
        if (name == "code") o.code = value.string();
        else if (name == "reason") o.reason = value.string();
    });
}

std::optional<Outcome> outcome_of(const bus::Message& message) {
    const auto envelope = eventing::fact_envelope(message);
    if (!envelope) return std::nullopt;
    Outcome outcome;
    outcome.body = message.body();
    outcome.place = eventing::fact_id(envelope->place);
    outcome.sequence = envelope->place.sequence;
    outcome.refused = is_refusal(envelope->type);
    try {
        if (outcome.refused) read_refusal(outcome);
    } catch (const json::Unreadable&) {
        return std::nullopt;
    }
    return outcome;
}
}  // namespace

Commands::Commands(std::shared_ptr<bus::Connection> connection, std::chrono::milliseconds patience)
    : patience_{patience},
      publisher_{bus::make_publisher(connection)},
      answers_{connection->subscribe("ans.*", [this](bus::Message message) { on_answer(message); })} {}

std::optional<Outcome> Commands::give(std::string_view type, const std::string& key, std::string body, const Sender& sender) {
    const auto id = new_id();
    Waiting mine;
    {
        const std::lock_guard lock{mutex_};
        if (stopped_) return std::nullopt;
        waiting_.emplace(id, &mine);
    }
    const bool sent = publish(id, type, key, std::move(body), sender);
    std::unique_lock lock{mutex_};
    if (sent) changed_.wait_for(lock, patience_, [&] { return mine.outcome || mine.failed || stopped_; });
    waiting_.erase(id);
    if (!mine.outcome && !stopped_) log::warn("a command has no outcome in time", {{"type", type}, {"command", id}});
    return std::move(mine.outcome);
}

bool Commands::publish(std::string id, std::string_view type, const std::string& key, std::string body, const Sender& sender) {
    eventing::Envelope envelope;
    envelope.id = id.empty() ? new_id() : std::move(id);
    envelope.type = type;
    envelope.time = Instant::now();
    envelope.correlation = sender.correlation.empty() ? envelope.id : sender.correlation;
    envelope.actor = sender.actor;
    envelope.grants = sender.grants;
    envelope.place.source = "desk";
    try {
        return publisher_->try_publish(
            subject_of(type, key), envelope.id, eventing::to_headers(envelope), std::move(body), [](const bus::Stored&) {},
            [this, command = envelope.id](std::string_view reason) {
                log::error("the stream refuses a command", {{"command", command}, {"reason", reason}});
                fail(command);
            });
    } catch (const bus::BusError&) {
        return false;  // It has been stopped.
    }
}

void Commands::on_answer(const bus::Message& message) {
    const std::string id{message.subject().substr(4)};
    {
        const std::lock_guard lock{mutex_};
        if (!waiting_.contains(id)) return;
    }
    auto outcome = outcome_of(message);
    if (!outcome) return log::warn("an outcome does not read", {{"command", id}});
    const std::lock_guard lock{mutex_};
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    found->second->outcome = std::move(outcome);
    changed_.notify_all();
}

void Commands::fail(const std::string& id) {
    const std::lock_guard lock{mutex_};
    if (const auto found = waiting_.find(id); found != waiting_.end()) found->second->failed = true;
    changed_.notify_all();
}

void Commands::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
        changed_.notify_all();
    }
    publisher_->stop();
}

}  // namespace andvari::desk
