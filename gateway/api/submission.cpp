#include "gateway/api/submission.hpp"

#include <algorithm>

#include "gateway/api/resources.hpp"
#include "gateway/api/worker.hpp"
#include "shared/bus/bus.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using eventing::CommandStatus;
using std::chrono::milliseconds;

// An outcome's message may be lost with a connection; the read model then has it.
constexpr milliseconds look_after{1000};
// How long an answer waits for the read model to show what the outcome did.
constexpr milliseconds show_within{2000};

bool is_key(std::string_view text) {
    return text.size() <= 128 && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

/// The seconds of `Prefer: wait=N` (RFC 7240), at most `most`; nothing where the client does not ask. Preferences that are not
/// understood are ignored, as the RFC wants it.
std::chrono::seconds preferred_wait(std::string_view prefer, std::chrono::seconds most) {
    for (auto at = prefer.find("wait="); at != std::string_view::npos; at = prefer.find("wait=", at + 1)) {
        if (at > 0 && prefer[at - 1] != ',' && prefer[at - 1] != ' ' && prefer[at - 1] != ';') continue;
        auto text = prefer.substr(at + 5);
        text = text.substr(0, text.find_first_not_of("0123456789"));
        if (const auto seconds = parse_number(text)) return std::chrono::seconds{std::min<std::uint64_t>(*seconds, static_cast<std::uint64_t>(most.count()))};
    }
    return {};
}

/// "00-<32 hex>-<16 hex>-<2 hex>" (W3C Trace Context), or empty.
std::string traceparent_of(std::string_view field) {
    const bool good = field.size() == 55 && field.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
    return good ? std::string{field} : std::string{};
}

Problem key_reused() {
    return {.code = "idempotency_key_reused", .status = 422,
            .detail = "This Idempotency-Key was used for another request.",
            .errors = {{Problem::Error::In::field, "Idempotency-Key", "names a command with another content"}}};
}

class Submission : public std::enable_shared_from_this<Submission> {
public:
    Submission(Call& call, Command command, Effect effect)
        : worker_{call.worker},
          command_{std::move(command)},
          effect_{std::move(effect)},
          actor_{call.caller->actor},
          traceparent_{traceparent_of(call.request.field("traceparent"))},
          fingerprint_{eventing::fingerprint(command_.subject, command_.body)},
          wait_{preferred_wait(call.request.field("Prefer"), worker_.backend.settings.longest_wait)},
          timing_{call.timing},
          pending_{call.later()} {}

    void start() {
        worker_.submissions.insert(shared_from_this());  // Timers and the bus know it only weakly.
        if (command_.id.from_key && answered_before()) return;
        if (wait_.count() > 0) expect_outcome();
        if (!publish()) return fail(unavailable("busy", "Too many commands are waiting to be stored."));
        set_deadline();
    }

private:
    // --- Before sending

    /// The same key again, and long enough ago for the read model to know: nothing is sent.
    bool answered_before() {
        const auto row = find_row();
        if (!row) return false;
        if (differs(row->fingerprint)) return fail(key_reused()), true;
        replayed_ = true;
        stored_ = true;
        if (row->status != CommandStatus::pending && wait_.count() > 0) return take(outcome_of(*row)), true;
        if (wait_.count() == 0) return accept(json::name_of(row->status)), true;
        expect_outcome();
        watch_row();
        set_deadline();
        return true;
    }
    std::optional<eventing::CommandRow> find_row() {
        const auto db = worker_.models.open(Model::commands);
        return db ? eventing::CommandsView::find(**db, command_.id.text) : std::nullopt;
    }
    bool differs(const std::string& fingerprint) const { return !fingerprint.empty() && fingerprint != fingerprint_; }

    bool publish() {
        eventing::Envelope envelope;
        envelope.id = envelope.correlation = command_.id.text;
        envelope.type = command_.type;
        envelope.time = Instant::now();
        envelope.actor = actor_;
        envelope.traceparent = traceparent_;
        envelope.fingerprint = fingerprint_;
        envelope.place.source = "gateway";
        // The bus's threads only pass things on to this loop.
        auto& loop = worker_.loop;
        const auto on_stored = [&loop, &worker = worker_, weak = weak_from_this(), id = command_.id.text, actor = actor_](const bus::Stored& stored) {
            loop.post([&worker, weak, id, actor, stored] {
                if (!stored.duplicate) worker.backend.recent.add(id, actor);
                if (const auto self = weak.lock()) self->on_stored(stored);
            });
        };
        const auto on_refused = [&loop, weak = weak_from_this()](std::string_view) {
            loop.post([weak] {
                if (const auto self = weak.lock()) self->fail(unavailable("not_accepted", "The command could not be stored."));
            });
        };
        try {
            if (!worker_.backend.publisher->try_publish(command_.subject, command_.id.text, eventing::to_headers(envelope), command_.body, on_stored, on_refused))
                return false;
        } catch (const bus::BusError&) {
            return false;
        }
        worker_.flush_soon();
        return true;
    }

    // --- Waiting

    void set_deadline() {
        const auto time = wait_.count() > 0 ? milliseconds{wait_} : worker_.backend.settings.stored_time;
        deadline_ = worker_.loop.after(time, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->accept(self->stored_ ? "pending" : "unknown");
        });
    }
    void expect_outcome() {
        outcome_ = worker_.backend.outcomes.expect(command_.id.text, worker_.loop, [weak = weak_from_this()](Outcome outcome) {
            if (const auto self = weak.lock()) self->take(std::move(outcome));
        });
        look_later_ = worker_.loop.after(look_after, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->watch_row();
        });
    }
    void watch_row() {
        if (!pending_ || row_watch_) return;
        row_watch_ = worker_.listener.on_progress(Model::commands, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->look_at_row();
        });
        look_at_row();
    }
    void look_at_row() {
        const auto row = find_row();
        if (row && row->status != CommandStatus::pending) take(outcome_of(*row));
    }
    static Outcome outcome_of(const eventing::CommandRow& row) {
        return {row.status == CommandStatus::refused, row.type, row.code.value_or(""), row.reason.value_or(""), row.fingerprint,
                {row.source, row.epoch, row.sequence}};
    }

    void on_stored(const bus::Stored& stored) {
        if (stored.duplicate) return check_original(stored.sequence);
        stored_ = true;
        if (wait_.count() == 0) accept("pending");
    }
    /// The stream had a command of this id: the same one, or another that used the same key.
    void check_original(std::uint64_t sequence) {
        auto& backend = worker_.backend;
        const auto check = [weak = weak_from_this(), sequence, connection = backend.connection, &loop = worker_.loop] {
            std::optional<std::string> found;
            try {
                if (const auto message = bus::message_at(*connection, "COMMANDS", sequence))
                    found = eventing::fingerprint(message->subject(), message->body());
            } catch (const bus::BusError&) {
            }  // Then the command's outcome tells, or the client hears that nothing is known.
            loop.post([weak, found] {
                if (const auto self = weak.lock()) self->on_original(found);
            });
        };
        if (!backend.background.run(check)) fail(unavailable("busy", "Too many commands are being checked."));
    }
    void on_original(const std::optional<std::string>& found) {
        if (!pending_) return;
        if (found && differs(*found)) return fail(key_reused());
        replayed_ = true;
        stored_ = found.has_value();
        if (wait_.count() == 0) return accept(stored_ ? "pending" : "unknown");
        watch_row();
    }

    // --- Answering

    void take(Outcome outcome) {
        if (!pending_ || outcome_taken_) return;
        if (differs(outcome.fingerprint)) return fail(key_reused());
        outcome_taken_ = true;
        place_ = outcome.place;
        if (outcome.refused) {
            Problem problem{.code = outcome.code, .status = status_of_refusal(outcome.code), .detail = outcome.reason, .instance = command_path()};
            return fail(problem);
        }
        const auto model = effect_.thing == Effect::Thing::order ? Model::orders : Model::accounts;
        const bool waits = worker_.listener.when_reached({{model, std::string{place_->context()}, place_->sequence}}, show_within,
                                                         [weak = weak_from_this()](bool reached) {
                                                             if (const auto self = weak.lock()) self->show(reached);
                                                         });
        if (!waits) show(false);
    }
    void show(bool reached) {
        if (!pending_) return;
        http::Response response;
        const auto body = reached ? resource_of(worker_, effect_) : std::nullopt;
        if (!body) return accept("succeeded");
        response.status = effect_.status;
        response.body = *body;
        response.add(effect_.status == 201 ? "Location" : "Content-Location", path_of(effect_));
        add_etag(response);
        send(response);
    }
    /// 202: the command's own status, and where to ask for it.
    void accept(std::string_view status) {
        if (!pending_) return;
        http::Response response;
        response.status = 202;
        response.body.append("{\"id\":\"").append(command_.id.text).append("\",\"status\":\"").append(status);
        response.body.append(effect_.thing == Effect::Thing::order ? "\",\"order\":\"" : "\",\"account\":\"").append(effect_.id).append("\"");
        if (status == "unknown")
            response.body.append(",\"detail\":\"The command was sent, but not confirmed in time: it may yet take effect. Ask for its status, or send it again "
                                 "with the same Idempotency-Key.\"");
        response.body.append("}");
        response.add("Location", command_path());
        send(response);
    }
    void fail(const Problem& problem) {
        if (!pending_) return;
        http::Response response;
        write(response, problem);
        send(response);
    }
    void send(http::Response& response) {
        if (place_) response.add("Andvari-Sequence", to_token(*place_));
        if (replayed_) response.add("Idempotent-Replayed", "true");
        if (wait_.count() > 0) response.add("Preference-Applied", "wait=" + std::to_string(wait_.count()));
        worker_.backend.meters.count(timing_, response.status);
        const auto self = shared_from_this();
        worker_.submissions.erase(self);
        deadline_ = look_later_ = outcome_ = row_watch_ = nullptr;
        std::exchange(pending_, nullptr)->answer(response);
    }
    std::string command_path() const { return "/api/v1/commands/" + command_.id.text; }

    Worker& worker_;
    const Command command_;
    const Effect effect_;
    const std::string actor_, traceparent_, fingerprint_;
    const std::chrono::seconds wait_;
    const Timing timing_;
    std::unique_ptr<http::Pending> pending_;  // Null once answered.
    bool stored_ = false, replayed_ = false, outcome_taken_ = false;
    std::optional<SequencePlace> place_;      // Of the outcome.
    std::shared_ptr<void> deadline_, look_later_, outcome_, row_watch_;
};

}  // namespace

Result<CommandId> command_id(const Call& call) {
    const auto count = call.request.count("Idempotency-Key");
    if (count == 0) return CommandId{new_id(), false};
    const auto key = call.request.field("Idempotency-Key");
    if (count > 1 || key.empty() || !is_key(key)) return field_problem("Idempotency-Key", "must be 1 to 128 visible ASCII characters, once");
    return CommandId{derive_id({"command", call.caller->actor, key}), true};
}

std::optional<Problem> submit(Call& call, Command command, Effect effect) {
    if (call.worker.submissions.size() >= call.worker.backend.settings.waiting) return unavailable("busy", "Too many commands are under way.");
    std::make_shared<Submission>(call, std::move(command), std::move(effect))->start();
    return std::nullopt;
}

}  // namespace andvari::gateway
