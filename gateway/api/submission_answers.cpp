// How a submitted command is answered.
#include "gateway/api/resources.hpp"
#include "gateway/api/submission_state.hpp"

namespace andvari::gateway {
namespace {

// How long an answer waits for the read model to show what the outcome did.
constexpr std::chrono::milliseconds show_within{2000};

constexpr std::chrono::seconds checked_again_after{1};

constexpr std::string_view unknown_detail =
    "The command was sent, but not confirmed in time: it may yet take effect. Ask for its status, or send it again with the same "
    "Idempotency-Key.";

}  // namespace

Problem key_reused() {
    return {.code = "idempotency_key_reused",
            .status = 422,
            .detail = "This Idempotency-Key was used for another request.",
            .errors = {{Problem::Error::In::field, "Idempotency-Key", "names a command with another content"}}};
}

void Submission::take(Outcome outcome) {
    if (!pending_ || place_) return;
    if (differs(outcome.fingerprint)) return fail(key_reused());
    place_ = outcome.place;
    if (outcome.refused)
        return fail(
            {.code = outcome.code, .status = status_of_refusal(outcome.code), .detail = outcome.reason, .instance = path()});
    const Target target{model_of(effect_), std::string{place_->context()}, place_->sequence};
    const auto then = [weak = weak_from_this()](bool reached) {
        if (const auto self = weak.lock()) self->show(reached);
    };
    if (!worker_.listener.when_reached({target}, show_within, then)) show(false);
}

/// The thing as the read model has it, or, where that takes too long, that the command succeeded.
void Submission::show(bool reached) {
    if (!pending_) return;
    http::Response response;
    response.status = effect_.status;
    response.fields = effect_.fields;
    if (effect_.thing == Effect::Thing::nothing) {
        response.content_type = {};
        return send(response);
    }
    // Who was shut out while waiting is shown nothing.
    if (std::chrono::steady_clock::now() - timing_.begun > checked_again_after)
        if (const auto caller = worker_.authentication.again(caller_); !caller) return fail(caller.error());
    const auto body = reached ? thing() : std::nullopt;
    if (!body && (reached || effect_.manner) && !thing_watch_) {
        // It may be there a moment after the outcome: a replacement is.
        thing_watch_ = worker_.listener.on_progress(model_of(effect_), [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->show_once_there();
        });
        return show_once_there();
    }
    if (!body) return accept("succeeded");
    response.body = *body;
    if (effect_.manner) return send(response);
    response.add(effect_.status == 201 ? "Location" : "Content-Location", path_of(effect_));
    add_etag(response);
    send(response);
}

std::optional<std::string> Submission::thing() {
    return effect_.manner ? effect_.manner->show(worker_, effect_) : resource_of(worker_, effect_);
}

void Submission::show_once_there() {
    if (pending_ && thing()) show(true);
}

/// 202: the command's own status, and where to ask for it.
void Submission::accept(std::string_view status) {
    if (!pending_) return;
    if (effect_.manner)
        return fail({.code = "outcome_unknown", .status = 504, .detail = std::string{unknown_detail}, .instance = path()});
    http::Response response;
    response.status = 202;
    auto& body = response.body;
    body.append("{\"id\":\"").append(command_.id.text).append("\",\"status\":\"").append(status).append("\"");
    if (const auto name = name_of(effect_); !name.empty())
        body.append(",\"").append(name).append("\":\"").append(effect_.id).append("\"");
    if (status == "unknown") body.append(",\"detail\":\"").append(unknown_detail).append("\"");
    body.append("}");
    response.add("Location", path());
    send(response);
}

void Submission::fail(const Problem& problem) {
    if (!pending_) return;
    http::Response response;
    if (effect_.manner) effect_.manner->refuse(response, problem);
    else write(response, problem);
    send(response);
}

void Submission::send(http::Response& response) {
    if (place_) response.add("Andvari-Sequence", to_token(*place_));
    if (replayed_) response.add("Idempotent-Replayed", "true");
    if (preferred_wait_.count() > 0) response.add("Preference-Applied", "wait=" + std::to_string(preferred_wait_.count()));
    worker_.backend.meters.count(timing_, response.status);
    const auto self = shared_from_this();
    worker_.submissions.erase(self);
    deadline_ = look_later_ = outcome_ = row_watch_ = nullptr;
    worker_.loop.post([watch = std::move(thing_watch_)] {});  // It may be what is calling.
    std::exchange(pending_, nullptr)->answer(response);
}

}  // namespace andvari::gateway
