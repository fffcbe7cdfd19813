// What became of a command.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

/// Whoever sent it, the operator, and who may see the account that it is about.
Result<bool> may_see(Call& call, const eventing::CommandRow& row) {
    if (call.caller->is_operator() || row.actor == call.caller->actor) return true;
    const auto context = std::string_view{row.source}.substr(0, row.source.find('/'));
    // Elsewhere the key is no account: a name that somebody chose for one must not open what is about a user of that id.
    if (context != "order" && context != "portfolio") return false;
    return call.worker.models.may_see(*call.caller, {row.key});
}

/// The same for an unknown one and for another's.
Problem unknown_command() {
    auto problem = not_found("command");
    problem.detail = "There is no outcome of such a command here for this key. One that was sent just now may have it soon.";
    problem.retry_after = 1;
    return problem;
}

std::optional<Problem> show_recent(Call& call, const std::string& id) {
    const auto actor = call.worker.backend.recent.actor_of(id);
    if (!actor || (*actor != call.caller->actor && !call.caller->is_operator())) return unknown_command();
    call.response->body.append("{\"id\":\"").append(id).append("\",\"status\":\"pending\"}");
    return std::nullopt;
}

}  // namespace

std::optional<Problem> show_command(Call& call) {
    const auto& id = call.path[0];
    if (!is_token(id)) return unknown_command();
    const auto db = call.worker.models.open(Model::commands);
    if (!db) return db.error();
    const auto row = eventing::CommandsView::find(**db, id);
    if (!row) return show_recent(call, id);
    const auto visible = may_see(call, *row);
    if (!visible) return visible.error();
    if (!*visible) return unknown_command();
    if (row->status != eventing::CommandStatus::pending)
        call.response->add("Andvari-Sequence", to_token({row->source, row->epoch, row->sequence}));
    answer_one(call, json::write(*row));
    return std::nullopt;
}

}  // namespace andvari::gateway
