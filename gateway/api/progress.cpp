#include "gateway/api/progress.hpp"

#include <algorithm>

#include "shared/eventing/projector.hpp"
#include "shared/json/read.hpp"
#include "shared/observability/log.hpp"

namespace andvari::gateway {

/// What the bus's thread needs to wake a loop. Outlives the Listener, because a wake may be under way when that is destroyed.
struct ListenerState {
    http::Loop& loop;
    std::array<std::atomic<int>, models> interest{};  ///< How many of the loop's waits and watches are about a model.
    std::array<std::atomic<bool>, models> moved{};    ///< Since the loop last looked.
    std::atomic<bool> woken{false};
    Listener* listener;  ///< Used on the loop only; null once destroyed.
    explicit ListenerState(http::Loop& l, Listener* me) : loop{l}, listener{me} {}
};

Progress::Progress(bus::Connection& connection)
    : subscription_{connection.subscribe("view.*", [this](bus::Message message) { on_notice(message); })},
      // What was said while the connection was broken is asked for again.
      reconnect_token_{connection.on_reconnect([&connection] { connection.send(eventing::announce_subject, {}, {}); })} {}

void Progress::on_notice(const bus::Message& message) {
    const auto name = message.subject().substr(5);
    const auto found = std::ranges::find(model_names, name);
    if (found == model_names.end()) return;
    const auto index = static_cast<std::size_t>(found - model_names.begin());
    const auto positions = json::read<std::map<std::string, std::uint64_t>>(message.body());
    if (!positions)
        return log::warn("a read model's notice does not read", {{"view", name}, {"reason", positions.error().text()}});
    // First: whoever finds a position reached must not go on reading what was there before this notice.
    notices_[index].fetch_add(1, std::memory_order_acq_rel);
    {
        // What is said last counts, even if it is less: a rebuilt copy may begin behind.
        const std::lock_guard lock{mutex_};
        for (const auto& [context, sequence] : *positions) positions_[index][context] = sequence;
    }
    tell(static_cast<Model>(index));
}

void Progress::tell(Model model) {
    const auto index = static_cast<std::size_t>(model);
    std::vector<std::shared_ptr<ListenerState>> awake;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& listener : listeners_)
            if (listener->interest[index] > 0) awake.push_back(listener);
    }
    for (const auto& state : awake) {
        state->moved[index] = true;
        // One wake for all that moves until the loop looks.
        if (state->woken.exchange(true)) continue;
        state->loop.post([state] {
            state->woken = false;
            if (state->listener) state->listener->look();
        });
    }
}

std::uint64_t Progress::position(Model model, std::string_view context) const {
    const std::lock_guard lock{mutex_};
    const auto& positions = positions_[static_cast<std::size_t>(model)];
    const auto found = positions.find(context);
    return found == positions.end() ? 0 : found->second;
}

bool Progress::reached(const Target& target) const { return position(target.model, target.context) >= target.sequence; }

void Progress::note(Model model, const ContextPositions& positions) {
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [context, sequence] : positions) {
            auto& known = positions_[static_cast<std::size_t>(model)][context];
            known = std::max(known, sequence);
        }
    }
    tell(model);
}

Listener::Listener(Progress& progress, http::Loop& loop, std::size_t most_waiting)
    : progress_{progress}, loop_{loop}, most_waiting_{most_waiting}, state_{std::make_shared<ListenerState>(loop, this)} {
    const std::lock_guard lock{progress_.mutex_};
    progress_.listeners_.push_back(state_);
}

Listener::~Listener() {
    state_->listener = nullptr;
    const std::lock_guard lock{progress_.mutex_};
    std::erase(progress_.listeners_, state_);
}

bool Listener::all_reached(const std::vector<Target>& targets) const {
    return std::ranges::all_of(targets, [&](const Target& target) { return progress_.reached(target); });
}

bool Listener::when_reached(std::vector<Target> targets, std::chrono::milliseconds patience, std::function<void(bool)> then) {
    if (all_reached(targets)) return then(true), true;
    if (waits_.size() >= most_waiting_) return false;
    for (const auto& target : targets) ++state_->interest[static_cast<std::size_t>(target.model)];
    const auto wait = waits_.insert(waits_.end(), {std::move(targets), std::move(then), nullptr});
    // It may have been reached between the first look and the showing of interest.
    if (all_reached(wait->targets)) return finish(wait, true), true;
    wait->timer = loop_.after(patience, [this, wait] { finish(wait, false); });
    return true;
}

void Listener::finish(Waits::iterator wait, bool reached) {
    for (const auto& target : wait->targets) --state_->interest[static_cast<std::size_t>(target.model)];
    const auto timer = std::move(wait->timer);  // It may be what is calling.
    const auto then = std::move(wait->then);
    waits_.erase(wait);
    then(reached);
}

std::shared_ptr<void> Listener::on_progress(Model model, std::function<void()> look) {
    auto& interest = state_->interest[static_cast<std::size_t>(model)];
    ++interest;
    auto state = state_;
    std::shared_ptr<Watch> watch{new Watch{model, std::move(look)}, [state, &interest](Watch* gone) {
                                     --interest;
                                     delete gone;
                                 }};
    watches_.push_back(watch);
    return watch;
}

void Listener::look() {
    std::array<bool, models> moved{};
    for (std::size_t i = 0; i < models; ++i) moved[i] = state_->moved[i].exchange(false);
    std::vector<Waits::iterator> reached;
    for (auto wait = waits_.begin(); wait != waits_.end(); ++wait)
        if (all_reached(wait->targets)) reached.push_back(wait);
    for (const auto wait : reached) finish(wait, true);  // Whoever is called only adds waits.
    std::erase_if(watches_, [](const auto& watch) { return watch.expired(); });
    for (const auto& weak : std::vector{watches_})
        if (const auto watch = weak.lock(); watch && moved[static_cast<std::size_t>(watch->model)]) watch->look();
}

}  // namespace andvari::gateway
