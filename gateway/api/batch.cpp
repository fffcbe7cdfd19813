#include "gateway/api/batch.hpp"

#include <algorithm>

#include "gateway/api/worker.hpp"
#include "shared/bus/bus.hpp"
#include "shared/eventing/envelope.hpp"

namespace andvari::gateway {
namespace {
using std::chrono::milliseconds;

/// What became of a part so far; what is absent is not in the JSON.
struct PartAnswer {
    std::optional<std::string> order, symbol;
    std::string command, status;
    std::optional<std::string> code, detail;
    static constexpr auto fields =
        json::fields(json::field("order", &PartAnswer::order), json::field("symbol", &PartAnswer::symbol),
                     json::field("command", &PartAnswer::command), json::field("status", &PartAnswer::status),
                     json::field("code", &PartAnswer::code), json::field("detail", &PartAnswer::detail));
};

class Batch : public std::enable_shared_from_this<Batch> {
public:
    Batch(Call& call, std::vector<Part> first, std::vector<Part> second)
        : worker_{call.worker},
          caller_{call.caller},
          timing_{call.timing},
          wait_{preferred_wait(call.request.field("Prefer"), call.worker.backend.settings.longest_wait)},
          parts_{std::move(first)},
          next_{std::move(second)},
          pending_{call.later()} {}

    void start() {
        worker_.submissions.insert(shared_from_this());  // Timers and the bus know it only weakly.
        send();
    }

private:
    bool two_steps() const { return !next_.empty(); }
    bool waits() const { return wait_.count() > 0 || two_steps(); }

    void send() {
        answers_.clear();
        watches_.clear();
        open_ = parts_.size();
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            const auto& part = parts_[i];
            PartAnswer answer{{}, {}, part.command.id.text, "unknown", {}, {}};
            (part.name == "order" ? answer.order : answer.symbol) = part.about;
            if (!part.order.empty()) answer.order = part.order;
            answers_.push_back(std::move(answer));
        }
        const milliseconds time = wait_.count() > 0 ? milliseconds{wait_} : worker_.backend.settings.stored_time;
        deadline_ = worker_.loop.after(time, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->go_on();
        });
        for (std::size_t i = 0; i < parts_.size(); ++i) publish(i);
        worker_.flush_soon();
        if (open_ == 0) go_on();
    }

    void publish(std::size_t index) {
        const auto& command = parts_[index].command;
        if (waits())
            watches_.push_back(worker_.backend.outcomes.expect(
                command.id.text, worker_.loop, [weak = weak_from_this(), index, step = step_](const Outcome& outcome) {
                    if (const auto self = weak.lock(); self && self->step_ == step) self->take(index, outcome);
                }));
        auto envelope = envelope_of(command, *caller_);
        envelope.fingerprint = eventing::fingerprint(command.subject, command.body);
        const auto report = [&loop = worker_.loop, weak = weak_from_this(), index, step = step_](bool stored) {
            loop.post([weak, index, step, stored] {
                if (const auto self = weak.lock(); self && self->step_ == step) self->on_stored(index, stored);
            });
        };
        const auto on_stored = [report, &worker = worker_, id = command.id.text, actor = caller_->actor](const bus::Stored&) {
            worker.loop.post([&worker, id, actor] { worker.backend.recent.add(id, actor); });
            report(true);
        };
        const auto on_refused = [report](std::string_view) { report(false); };
        bool sent = false;
        try {
            sent = worker_.backend.publisher->try_publish(command.subject, command.id.text, eventing::to_headers(envelope),
                                                          command.body, on_stored, on_refused);
        } catch (const bus::BusError&) {
            // It has been stopped.
        }
        if (!sent) report(false);
    }

    void on_stored(std::size_t index, bool stored) {
        auto& status = answers_[index].status;
        if (status == "succeeded" || status == "refused") return;
        status = stored ? "pending" : "not_accepted";
        if (!stored || !waits()) done();
    }

    void take(std::size_t index, const Outcome& outcome) {
        auto& answer = answers_[index];
        const bool counted = answer.status == "succeeded" || answer.status == "refused" || answer.status == "not_accepted";
        answer.status = outcome.refused ? "refused" : "succeeded";
        if (outcome.refused) {
            answer.code = outcome.code;
            answer.detail = outcome.reason;
        }
        if (!counted) done();
    }

    void done() {
        if (open_ > 0 && --open_ == 0) go_on();
    }

    /// To the second step, or to the answer.
    void go_on() {
        if (!pending_) return;
        ++step_;
        if (!two_steps()) return answer();
        parts_ = std::exchange(next_, {});
        send();
    }

    void answer() {
        http::Response response;
        response.status = 207;
        response.body = "{\"items\":" + json::write(answers_) + "}";
        if (wait_.count() > 0) response.add("Preference-Applied", "wait=" + std::to_string(wait_.count()));
        worker_.backend.meters.count(timing_, response.status);
        const auto self = shared_from_this();
        worker_.submissions.erase(self);
        deadline_ = nullptr;
        watches_.clear();
        std::exchange(pending_, nullptr)->answer(response);
    }

    Worker& worker_;
    const CallerPointer caller_;
    const Timing timing_;
    const std::chrono::seconds wait_;
    std::vector<Part> parts_, next_;
    std::vector<PartAnswer> answers_;
    std::size_t open_ = 0;  ///< How many are still to be heard of.
    int step_ = 0;
    std::unique_ptr<http::Pending> pending_;  ///< Null once answered.
    std::shared_ptr<void> deadline_;
    std::vector<std::shared_ptr<void>> watches_;
};

}  // namespace

CommandId part_id(const CommandId& request, std::string_view about) {
    return {derive_id({"part", request.text, about}), request.from_key};
}

std::optional<Problem> submit_all(Call& call, std::vector<Part> first, std::vector<Part> second) {
    if (call.worker.submissions.size() >= call.worker.backend.settings.waiting)
        return unavailable("busy", "Too many commands are under way.");
    if (first.empty()) first = std::exchange(second, {});
    std::make_shared<Batch>(call, std::move(first), std::move(second))->start();
    return std::nullopt;
}

}  // namespace andvari::gateway
