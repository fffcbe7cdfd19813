#include "gateway/api/errands.hpp"

#include "gateway/api/worker.hpp"
#include "shared/eventing/envelope.hpp"

namespace andvari::gateway {
namespace {

// How long an answer waits for the read model to show what the outcomes did.
constexpr std::chrono::milliseconds show_within{2000};

class Errands : public std::enable_shared_from_this<Errands> {
public:
    Errands(Worker& worker, CallerPointer caller, std::vector<Command> commands,
            std::function<void(std::vector<std::optional<Outcome>>)> then)
        : worker_{worker},
          caller_{std::move(caller)},
          commands_{std::move(commands)},
          outcomes_(commands_.size()),
          then_{std::move(then)} {}

    void start(std::chrono::milliseconds patience) {
        worker_.submissions.insert(shared_from_this());
        for (std::size_t i = 0; i < commands_.size(); ++i) send(i);
        worker_.flush_soon();
        deadline_ = worker_.loop.after(patience, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->finish();
        });
        if (open_ == 0) worker_.loop.post([self = shared_from_this()] { self->finish(); });
    }

private:
    void send(std::size_t index) {
        const auto& command = commands_[index];
        auto envelope = envelope_of(command, *caller_);
        envelope.fingerprint = eventing::fingerprint(command.subject, command.body);
        expected_.push_back(
            worker_.backend.outcomes.expect(command.id.text, worker_.loop, [weak = weak_from_this(), index](Outcome outcome) {
                if (const auto self = weak.lock()) self->take(index, std::move(outcome));
            }));
        const auto ignore = [](const auto&) {};
        try {
            if (worker_.backend.publisher->try_publish(command.subject, command.id.text, eventing::to_headers(envelope),
                                                       command.body, ignore, ignore))
                ++open_;
        } catch (const bus::BusError&) {
            // The gateway is stopping: this one has no outcome.
        }
    }
    void take(std::size_t index, Outcome outcome) {
        if (outcomes_[index]) return;
        outcomes_[index] = std::move(outcome);
        if (--open_ == 0) finish_when_shown();
    }
    // Whoever is answered may look at once, and is to see what became of it.
    void finish_when_shown() {
        Target last{Model::orders, {}, 0};
        for (const auto& outcome : outcomes_)
            if (outcome && outcome->place.sequence > last.sequence)
                last = {Model::orders, std::string{outcome->place.context()}, outcome->place.sequence};
        const auto then = [weak = weak_from_this()](bool) {
            if (const auto self = weak.lock()) self->finish();
        };
        if (last.sequence == 0 || !worker_.listener.when_reached({last}, show_within, then)) finish();
    }
    void finish() {
        if (!then_) return;
        const auto self = shared_from_this();
        worker_.submissions.erase(self);
        expected_.clear();
        deadline_ = nullptr;
        std::exchange(then_, nullptr)(std::move(outcomes_));
    }

    Worker& worker_;
    const CallerPointer caller_;
    const std::vector<Command> commands_;
    std::vector<std::optional<Outcome>> outcomes_;
    std::function<void(std::vector<std::optional<Outcome>>)> then_;
    std::vector<std::shared_ptr<void>> expected_;
    std::shared_ptr<void> deadline_;
    std::size_t open_ = 0;
};

}  // namespace

std::optional<Problem> run_errands(Worker& worker, const CallerPointer& caller, std::vector<Command> commands,
                                   std::chrono::milliseconds patience,
                                   std::function<void(std::vector<std::optional<Outcome>>)> then) {
    if (worker.submissions.size() >= worker.backend.settings.waiting)
        return unavailable("busy", "Too many commands are under way.");
    std::make_shared<Errands>(worker, caller, std::move(commands), std::move(then))->start(patience);
    return std::nullopt;
}

}  // namespace andvari::gateway
