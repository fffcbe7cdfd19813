#include "gateway/alpaca/market_hub.hpp"

namespace andvari::gateway::alpaca {
namespace {

// A thread that is so far behind misses what comes: newer prices will be there soon.
constexpr std::size_t most_waiting = 100'000;

}  // namespace

struct MarketHub::Listener {
    http::Loop& loop;
    std::function<void(const MarketFacts&)> take;  ///< On the loop only.
    std::mutex mutex;
    MarketFacts waiting;
    bool posted = false;

    void give() {
        MarketFacts come;
        {
            const std::lock_guard lock{mutex};
            come.swap(waiting);
            posted = false;
        }
        take(come);
    }
};

std::shared_ptr<void> MarketHub::listen(http::Loop& loop, std::function<void(const MarketFacts&)> take) {
    std::shared_ptr<Listener> listener{new Listener{loop, std::move(take), {}, {}, false}, [this](Listener* gone) {
                                           leave(gone);
                                           delete gone;
                                       }};
    const std::lock_guard lock{mutex_};
    listeners_.push_back(listener);
    if (!subscription_)
        subscription_ = connection_.subscribe("evt.stock.*.*", [this](bus::Message message) { on_message(message); });
    return listener;
}

void MarketHub::leave(Listener*) {
    std::unique_ptr<bus::Subscription> ended;  // Destroyed after the lock: its end waits for a callback that may want the mutex.
    const std::lock_guard lock{mutex_};
    std::erase_if(listeners_, [](const auto& weak) { return weak.expired(); });
    if (listeners_.empty()) ended = std::move(subscription_);
}

void MarketHub::on_message(const bus::Message& message) {
    std::vector<std::shared_ptr<Listener>> listeners;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& weak : listeners_)
            if (auto listener = weak.lock()) listeners.push_back(std::move(listener));
    }
    if (listeners.empty()) return;
    const auto fact =
        std::make_shared<const MarketFact>(MarketFact{std::string{message.header("ce-type")}, std::string{message.body()}});
    for (auto& listener : listeners) {
        bool post = false;
        {
            const std::lock_guard lock{listener->mutex};
            if (listener->waiting.size() < most_waiting) listener->waiting.push_back(fact);
            post = !std::exchange(listener->posted, true);
        }
        // The last copy of a listener must not be destroyed on this thread, where its end would wait for this very call: it
        // travels with the post.
        auto& loop = listener->loop;
        const std::weak_ptr weak{listener};
        loop.post([weak, held = std::move(listener), post]() mutable {
            held.reset();
            if (const auto self = weak.lock(); self && post) self->give();
        });
    }
}

}  // namespace andvari::gateway::alpaca
