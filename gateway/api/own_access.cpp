// One's own access: who one is, one's sessions and API keys.
#include "gateway/api/asking.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/session_lists.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway {
namespace {

using security::AccessView;

// Who signs out is told when it is done.
constexpr std::chrono::seconds ending_time{5};

struct Me {
    std::string actor;
    std::optional<UserId> user;
    std::vector<std::string> roles;
    std::vector<Permission> permissions;
    std::optional<SessionId> session;
    std::optional<ApiKeyId> key;
    std::optional<Instant> expires;
    static constexpr auto fields =
        json::fields(json::field("actor", &Me::actor), json::field("user", &Me::user), json::field("roles", &Me::roles),
                     json::field("permissions", &Me::permissions), json::field("session", &Me::session),
                     json::field("key", &Me::key), json::field("expires", &Me::expires));
};

/// What takes away the cookies that the caller came with, if they did.
std::string without_cookies(const Call& call) {
    http::Response response;
    if (!cookie_of(call.request, session_cookie).empty()) {
        add_cookie(response, session_cookie, "", 0);
        add_cookie(response, refresh_cookie, "", 0);
    }
    return response.fields;
}

Effect ended(const Call& call) { return {Effect::Thing::nothing, "", 204, without_cookies(call), ending_time}; }

}  // namespace

std::optional<Problem> show_me(Call& call) {
    const auto& caller = *call.caller;
    Me me{caller.actor, {}, {}, caller.permissions.list(), caller.session, caller.key, caller.expires};
    if (!caller.is_operator()) {
        me.user = caller.user;
        const auto db = call.worker.models.open(Model::access);
        if (!db) return db.error();
        if (const auto row = AccessView::user(**db, caller.user)) me.roles = row->roles;
    }
    call.response->body = json::write(me);
    return std::nullopt;
}

std::optional<Problem> log_out(Call& call) {
    auto id = command_id(call);
    if (!id) return id.error();
    const auto& caller = *call.caller;
    return submit(call, command_for(std::move(*id), caller.user.text, auth::EndSession{caller.user, *caller.session, ""}),
                  ended(call));
}

std::optional<Problem> log_out_everywhere(Call& call) {
    auto id = command_id(call);
    if (!id) return id.error();
    const auto& user = call.caller->user;
    return submit(call, command_for(std::move(*id), user.text, auth::EndAllSessions{user, std::nullopt, ""}), ended(call));
}

std::optional<Problem> list_own_sessions(Call& call) { return list_sessions_of(call, call.caller->user); }
std::optional<Problem> list_own_keys(Call& call) { return list_keys_of(call, call.caller->user); }

std::optional<Problem> end_own_session(Call& call) { return end_session_of(call, call.caller->user, call.path[0]); }
std::optional<Problem> revoke_own_key(Call& call) { return revoke_key_of(call, call.caller->user, call.path[0]); }

std::optional<Problem> show_own_key(Call& call) {
    const auto row = key_of(call, call.caller->user, call.path[0]);
    if (!row) return row.error();
    answer_one(call, json::write(shown(*row, call.worker.persons)));
    return std::nullopt;
}

std::optional<Problem> rotate_own_key(Call& call) {
    const auto row = key_of(call, call.caller->user, call.path[0]);
    if (!row) return row.error();
    return ask_desk(call, secrets::RotateKey{row->id}, answer_result);
}

}  // namespace andvari::gateway
