#include "gateway/api/asking.hpp"

#include <algorithm>
#include <array>

#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "shared/access/grants.hpp"

namespace andvari::gateway {
namespace {

// The desk hashes passwords a few at a time; who waits longer than this is not worked on any more.
constexpr std::chrono::seconds desk_time{10};
// How long an answer waits for the read model of access, so that what it grants is known at the next request.
constexpr std::chrono::milliseconds visible_within{2000};

/// The status that tells of what the desk refused.
int status_of(std::string_view verb, std::string_view code) {
    static constexpr std::array<std::string_view, 3> unproven{"login_failed", "second_factor_required", "second_factor_wrong"};
    if (code == "too_many_attempts" || code == "busy") return 429;
    if (verb == secrets::LogIn::verb && std::ranges::find(unproven, code) != unproven.end()) return 401;
    if (verb == secrets::Refresh::verb && code == "token_invalid") return 401;
    if (code == "token_invalid") return 400;
    return status_of_refusal(code);
}

}  // namespace

/// One question to the desk; lives and is used on one thread.
class Asking : public std::enable_shared_from_this<Asking> {
public:
    Asking(Call& call, std::string_view verb, Answering answering)
        : worker_{call.worker}, verb_{verb}, answering_{std::move(answering)}, timing_{call.timing}, pending_{call.later()} {}

    void start(secrets::Request request, const crypto::SealingKey& desk) {
        worker_.submissions.insert(shared_from_this());
        const auto on_reply = [weak = weak_from_this()](std::optional<secrets::Reply> reply) {
            const auto self = weak.lock();
            if (self && reply) self->take(std::move(*reply));
            else if (self) self->fail(unavailable("busy", "Too much is under way."));
        };
        question_ = worker_.backend.desk.ask(verb_, std::move(request), desk, worker_.loop, on_reply);
        if (!question_) return fail(unavailable("busy", "Too much is under way."));
        deadline_ = worker_.loop.after(desk_time, [weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->fail(unavailable("no_answer", "There was no answer in time. It may or may not have taken effect."));
        });
    }

private:
    void take(secrets::Reply reply) {
        if (!pending_) return;
        for (const auto& text : reply.places)
            if (auto place = parse_place(text)) places_.push_back(std::move(*place));
        if (reply.code)
            return fail({.code = *reply.code,
                         .status = status_of(verb_, *reply.code),
                         .detail = reply.reason.value_or(""),
                         .retry_after = static_cast<int>(reply.retry_after.value_or(0))});
        std::vector<Target> targets;
        for (const auto& place : places_)
            if (shows(Model::access, place.context()))
                targets.push_back({Model::access, std::string{place.context()}, place.sequence});
        const auto then = [weak = weak_from_this(), result = reply.body.value_or("")](bool) {
            if (const auto self = weak.lock()) self->answer(result);
        };
        if (!worker_.listener.when_reached(std::move(targets), visible_within, then)) then(false);
    }

    void answer(std::string result) {
        http::Response response;
        answering_(response, std::move(result));
        send(response);
    }
    void fail(const Problem& problem) {
        if (!pending_) return;
        http::Response response;
        write(response, problem);
        send(response);
    }
    void send(http::Response& response) {
        std::string tokens;
        for (const auto& place : places_) tokens.append(tokens.empty() ? "" : ", ").append(to_token(place));
        if (!tokens.empty()) response.add("Andvari-Sequence", tokens);
        worker_.backend.meters.count(timing_, response.status);
        const auto self = shared_from_this();
        worker_.submissions.erase(self);
        question_ = nullptr;
        deadline_ = nullptr;
        std::exchange(pending_, nullptr)->answer(response);
        crypto::wipe(response.body);
    }

    Worker& worker_;
    const std::string_view verb_;  ///< A literal.
    const Answering answering_;
    const Timing timing_;
    std::unique_ptr<http::Pending> pending_;  ///< Null once answered.
    std::vector<SequencePlace> places_;
    std::shared_ptr<void> question_, deadline_;
};

std::optional<Problem> ask_desk(Call& call, std::string_view verb, std::string body, Answering answering) {
    auto& worker = call.worker;
    if (worker.submissions.size() >= worker.backend.settings.waiting) return unavailable("busy", "Too much is under way.");
    const auto ring = worker.authentication.ring();
    if (!ring) return ring.error();
    const auto desk = crypto::SealingKey::parse(ring->sealing);
    if (!desk) return unavailable("keys_unavailable", "The keys of this installation are not there yet.");
    const auto client = client_of(call.request);
    secrets::Request request{.address = client.address, .device = client.device, .body = std::move(body)};
    if (const auto& caller = call.caller; caller && caller->is_operator()) {
        request.grants = to_text(Grants{0, caller->permissions});
    } else if (caller) {
        request.user = caller->user;
        request.session = caller->session;
        request.grants = caller->grants;
    }
    std::make_shared<Asking>(call, verb, std::move(answering))->start(std::move(request), *desk);
    return std::nullopt;
}

void answer_nothing(http::Response& response, std::string) {
    response.status = 204;
    response.content_type = {};
}
void answer_accepted(http::Response& response, std::string) {
    response.status = 202;
    response.content_type = {};
}
void answer_result(http::Response& response, std::string result) { response.body = std::move(result); }

}  // namespace andvari::gateway
