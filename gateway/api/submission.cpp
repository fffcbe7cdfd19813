#include "gateway/api/submission.hpp"

#include <algorithm>

#include "gateway/api/submission_state.hpp"
#include "shared/bus/bus.hpp"
#include "shared/eventing/envelope.hpp"

namespace andvari::gateway {
namespace {

using eventing::CommandStatus;
using std::chrono::milliseconds;

// An outcome's message may be lost with a connection; the read model then has it.
constexpr milliseconds look_after{1000};

Outcome outcome_of(const eventing::CommandRow& row) {
    return {row.status == CommandStatus::refused, row.type, row.code.value_or(""), row.reason.value_or(""), row.fingerprint,
            {row.source, row.epoch, row.sequence}};
}

}  // namespace

eventing::Envelope envelope_of(const Command& command, const Caller& caller) {
    eventing::Envelope envelope;
    envelope.id = envelope.correlation = command.id.text;
    envelope.type = command.type;
    envelope.time = Instant::now();
    envelope.actor = caller.actor;
    envelope.grants = caller.grants;
    envelope.place.source = "gateway";
    return envelope;
}

Submission::Submission(Call& call, Command command, Effect effect)
    : worker_{call.worker},
      command_{std::move(command)},
      effect_{std::move(effect)},
      caller_{call.caller},
      traceparent_{traceparent_of(call.request.field("traceparent"))},
      fingerprint_{eventing::fingerprint(command_.subject, command_.body)},
      preferred_wait_{preferred_wait(call.request.field("Prefer"), worker_.backend.settings.longest_wait)},
      wait_{std::max(preferred_wait_, effect_.wait)},
      timing_{call.timing},
      pending_{call.later()} {}

void Submission::start() {
    worker_.submissions.insert(shared_from_this());  // Timers and the bus know it only weakly.
    if (command_.id.from_key && answered_before()) return;
    if (waits()) expect_outcome();
    if (!publish()) return fail(unavailable("busy", "Too many commands are waiting to be stored."));
    set_deadline();
}

/// The same key again, and the read model knows what came of it: nothing is sent.
bool Submission::answered_before() {
    const auto row = find_row();
    if (!row) return false;
    if (differs(row->fingerprint)) return fail(key_reused()), true;
    stored_ = replayed_ = true;
    if (!waits()) return accept(json::name_of(row->status)), true;
    if (row->status != CommandStatus::pending) return take(outcome_of(*row)), true;
    expect_outcome();
    set_deadline();
    watch_row();
    return true;
}

bool Submission::publish() {
    auto envelope = envelope_of(command_, *caller_);
    envelope.traceparent = traceparent_;
    envelope.fingerprint = fingerprint_;
    // The bus's threads only pass things on to this loop.
    const auto on_stored = [&worker = worker_, weak = weak_from_this(), id = command_.id.text,
                            actor = caller_->actor](const bus::Stored& stored) {
        worker.loop.post([&worker, weak, id, actor, stored] {
            if (!stored.duplicate) worker.backend.recent.add(id, actor);
            if (const auto self = weak.lock()) self->on_stored(stored);
        });
    };
    const auto on_refused = [&loop = worker_.loop, weak = weak_from_this()](std::string_view) {
        loop.post([weak] {
            if (const auto self = weak.lock()) self->fail(unavailable("not_accepted", "The command could not be stored."));
        });
    };
    try {
        auto& publisher = *worker_.backend.publisher;
        const auto& id = command_.id.text;
        if (!publisher.try_publish(command_.subject, id, eventing::to_headers(envelope), command_.body, on_stored, on_refused))
            return false;
    } catch (const bus::BusError&) {
        return false;  // It has been stopped.
    }
    worker_.flush_soon();
    return true;
}

void Submission::set_deadline() {
    const auto time = waits() ? milliseconds{wait_} : worker_.backend.settings.stored_time;
    deadline_ = worker_.loop.after(time, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->accept(self->place_ ? "succeeded" : self->stored_ ? "pending" : "unknown");
    });
}

void Submission::on_stored(const bus::Stored& stored) {
    if (stored.duplicate) return check_original(stored.sequence);
    stored_ = true;
    if (!waits()) accept("pending");
}

/// The stream had a command of this id: the same one, or another that used the same key.
void Submission::check_original(std::uint64_t sequence) {
    auto& backend = worker_.backend;
    const auto check = [weak = weak_from_this(), sequence, connection = backend.connection, &loop = worker_.loop] {
        std::optional<std::string> found;
        try {
            if (const auto message = bus::message_at(*connection, "COMMANDS", sequence))
                found = eventing::fingerprint(message->subject(), message->body());
        } catch (const bus::BusError&) {
            // Nothing is found: then the outcome tells, or the client hears that nothing is known.
        }
        loop.post([weak, found] {
            if (const auto self = weak.lock()) self->on_original(found);
        });
    };
    if (!backend.background.run(check)) fail(unavailable("busy", "Too many commands are being checked."));
}

void Submission::on_original(const std::optional<std::string>& fingerprint) {
    if (fingerprint && differs(*fingerprint)) return fail(key_reused());
    replayed_ = true;
    stored_ = fingerprint.has_value();
    if (!waits()) return accept(stored_ ? "pending" : "unknown");
    watch_row();
}

void Submission::expect_outcome() {
    outcome_ = worker_.backend.outcomes.expect(command_.id.text, worker_.loop, [weak = weak_from_this()](Outcome outcome) {
        if (const auto self = weak.lock()) self->take(std::move(outcome));
    });
    look_later_ = worker_.loop.after(look_after, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->watch_row();
    });
}

std::optional<eventing::CommandRow> Submission::find_row() {
    const auto db = worker_.models.open(Model::commands);
    return db ? eventing::CommandsView::find(**db, command_.id.text) : std::nullopt;
}

void Submission::watch_row() {
    if (!pending_ || row_watch_) return;
    row_watch_ = worker_.listener.on_progress(Model::commands, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->look_at_row();
    });
    look_at_row();
}

void Submission::look_at_row() {
    const auto row = find_row();
    if (row && row->status != CommandStatus::pending) take(outcome_of(*row));
}

std::optional<Problem> submit(Call& call, Command command, Effect effect) {
    if (call.worker.submissions.size() >= call.worker.backend.settings.waiting)
        return unavailable("busy", "Too many commands are under way.");
    std::make_shared<Submission>(call, std::move(command), std::move(effect))->start();
    return std::nullopt;
}

}  // namespace andvari::gateway
