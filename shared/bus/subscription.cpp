#include <chrono>
#include <deque>
#include <utility>

#include "shared/bus/native.hpp"

namespace andvari::bus {

namespace {

/// Before 3.6, nats.c's reading thread may still use a subscription that it looked up just before it was unsubscribed, with
/// nothing that would tell when it no longer does (nats.c issue 637). So an ended one is freed only some time later.
void free_later(natsSubscription* ended) {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::seconds grace{10};
    static std::mutex mutex;
    static std::deque<std::pair<Clock::time_point, natsSubscription*>> waiting;
    const std::lock_guard lock{mutex};
    const auto now = Clock::now();
    waiting.emplace_back(now, ended);
    for (; waiting.front().first + grace < now; waiting.pop_front()) natsSubscription_Destroy(waiting.front().second);
}

}  // namespace

NativeSubscription::NativeSubscription(natsConnection* connection, const std::string& subject,
                                       std::function<void(Message)> on_message)
    : on_message_{std::move(on_message)} {
    check(natsConnection_Subscribe(&native_, connection, subject.c_str(), &deliver, this), "subscribing to " + subject);
    // Without this nats.c drops messages beyond a limit; what may wait is bounded by what is asked for.
    natsSubscription_SetPendingLimits(native_, -1, -1);
    if (natsSubscription_SetOnCompleteCB(native_, &completed, this) != NATS_OK) completed_ = true;
}

NativeSubscription::~NativeSubscription() {
    natsSubscription_Unsubscribe(native_);
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return completed_; });
    free_later(native_);
}

void NativeSubscription::deliver(natsConnection*, natsSubscription*, natsMsg* message, void* self) {
    static_cast<NativeSubscription*>(self)->on_message_(Message{message});
}

void NativeSubscription::completed(void* self) {
    auto& subscription = *static_cast<NativeSubscription*>(self);
    const std::lock_guard lock{subscription.mutex_};
    subscription.completed_ = true;
    subscription.changed_.notify_all();
}

std::shared_ptr<void> Listeners::add(std::function<void()> function) {
    auto listener = std::make_shared<Listener>();
    listener->function = std::move(function);
    const std::lock_guard lock{mutex_};
    std::erase_if(all_, [](const auto& weak) { return weak.expired(); });
    all_.push_back(listener);
    // The token's end waits for a call that is running, and forgets the function.
    return std::shared_ptr<void>{listener.get(), [listener](void*) {
                                     const std::lock_guard call{listener->mutex};
                                     listener->function = nullptr;
                                 }};
}

void Listeners::call() {
    std::vector<std::shared_ptr<Listener>> present;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& weak : all_)
            if (auto listener = weak.lock()) present.push_back(std::move(listener));
    }
    for (const auto& listener : present) {
        const std::lock_guard lock{listener->mutex};
        if (listener->function) listener->function();
    }
}

}  // namespace andvari::bus
