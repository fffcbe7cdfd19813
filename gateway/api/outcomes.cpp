#include "gateway/api/outcomes.hpp"

#include <vector>

#include "events/refusals.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/json/read.hpp"
#include "shared/observability/log.hpp"

namespace andvari::gateway {
namespace {

/// Code and reason stand in every refusal, whatever else does.
void read_refusal(Outcome& outcome, std::string_view body) {
    json::Document document;
    document.parse(body).each_member(&outcome, [](void* context, std::string_view name, json::Value value) {
        auto& o = *static_cast<Outcome*>(context);
        if (name == "code") o.code = value.string();
        else if (name == "reason") o.reason = value.string();
    });
}

}  // namespace

Outcomes::Outcomes(bus::Connection& connection)
    : subscription_{connection.subscribe("ans.*", [this](bus::Message message) { on_answer(message); })} {}

std::shared_ptr<void> Outcomes::expect(const std::string& command, http::Loop& loop, std::function<void(Outcome)> then) {
    std::shared_ptr<Waiter> waiter{new Waiter{loop, std::move(then)}, [this, command](Waiter* gone) {
                                       forget(command);
                                       delete gone;
                                   }};
    const std::lock_guard lock{mutex_};
    waiters_.emplace(command, waiter);
    return waiter;
}

/// Takes out what has expired of this command's waiters.
void Outcomes::forget(const std::string& command) {
    const std::lock_guard lock{mutex_};
    const auto [begin, end] = waiters_.equal_range(command);
    for (auto it = begin; it != end;) it = it->second.expired() ? waiters_.erase(it) : std::next(it);
}

void Outcomes::on_answer(const bus::Message& message) {
    const std::string command{message.subject().substr(4)};
    std::vector<std::weak_ptr<Waiter>> waiting;
    {
        const std::lock_guard lock{mutex_};
        const auto [begin, end] = waiters_.equal_range(command);
        for (auto it = begin; it != end; ++it) waiting.push_back(it->second);
    }
    if (waiting.empty()) return;
    const auto envelope = eventing::fact_envelope(message);
    if (!envelope) return log::warn("an outcome does not read", {{"command", command}, {"reason", envelope.error().reason}});
    Outcome outcome{.refused = is_refusal(envelope->type),
                    .type = envelope->type,
                    .code = {},
                    .reason = {},
                    .fingerprint = envelope->fingerprint,
                    .place = {envelope->place.source, envelope->place.epoch, envelope->place.sequence}};
    try {
        if (outcome.refused) read_refusal(outcome, message.body());
    } catch (const json::Unreadable& e) {
        return log::warn("an outcome does not read", {{"command", command}, {"reason", e.what()}});
    }
    for (const auto& weak : waiting) {
        // The last copy of a waiter must not be destroyed here, where the loop's thread may be using what it holds: it travels
        // with the post.
        auto waiter = weak.lock();
        if (!waiter) continue;
        auto& loop = waiter->loop;
        loop.post([weak, held = std::move(waiter), outcome]() mutable {
            held.reset();
            if (const auto still = weak.lock()) still->then(std::move(outcome));
        });
    }
}

}  // namespace andvari::gateway
