// Administration of users: who there is, what they may do, who is shut out.
#include <algorithm>

#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/session_lists.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"
#include "shared/crypto/emails.hpp"

namespace andvari::gateway {
namespace {

using security::AccessView;

constexpr std::int64_t usual_page = 50, largest_page = 200;
// Addresses are sealed, each with its own key, so a search opens one after the other: so many for a page, and then the next.
constexpr std::int64_t most_looked_at = 500;

/// The user in the path, if there is one.
Result<UserId> user_in_path(Call& call) {
    if (!is_token(call.path[0])) return not_found("user");
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    const auto row = AccessView::user(**db, {call.path[0]});
    if (!row) return not_found("user");
    return row->id;
}

/// Why, as the query says it.
Result<Reason> reason_parameter(const Call& call, bool required) {
    const auto* reason = parameter(call, "reason");
    if (!reason && !required) return Reason{};
    if (!reason || !is_reason(*reason))
        return parameter_problem("reason", "must say why, in 1 to 512 characters, none of them a control character");
    return Reason{*reason};
}

/// A command about the user in the path, after which the answer shows them.
template <class MakeCommand>
std::optional<Problem> change_user(Call& call, const MakeCommand& make, Effect::Thing shows = Effect::Thing::user) {
    const auto user = user_in_path(call);
    if (!user) return user.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const bool nothing = shows == Effect::Thing::nothing;
    return submit(call, command_for(std::move(*id), user->text, make(*user)), {shows, user->text, nothing ? 204 : 200});
}

struct Filter {
    std::optional<security::Status> status;
    const std::string* role = nullptr;
    std::optional<std::string> email;  ///< Normalised.

    bool takes(const security::UserRow& row, Persons& persons) const {
        if (status && row.status != *status) return false;
        if (role && std::ranges::find(row.roles, *role) == row.roles.end()) return false;
        if (!email) return true;
        const auto own = persons.open(row.id, "email", row.email);
        return own && crypto::normalised_email(*own) == *email;
    }
};

Result<Filter> filter_of(const Call& call) {
    Filter filter;
    if (const auto* status = parameter(call, "status")) {
        const auto& names = json::EnumNames<security::Status>::names;
        const auto found = std::ranges::find(names, *status);
        if (found == names.end()) return parameter_problem("status", "must be active, deactivated or erased");
        filter.status = static_cast<security::Status>(found - names.begin());
    }
    filter.role = parameter(call, "role");
    if (const auto* email = parameter(call, "email")) filter.email = crypto::normalised_email(*email);
    return filter;
}

}  // namespace

std::optional<Problem> list_users(Call& call) {
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto after = text_cursor(call, 'u');
    if (!after) return after.error();
    const auto filter = filter_of(call);
    if (!filter) return filter.error();
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    const auto rows = AccessView::users(**db, after->value_or(""), most_looked_at);
    std::vector<Person> people;
    std::string cursor;
    for (const auto& row : rows) {
        if (people.size() == static_cast<std::size_t>(*limit)) break;
        cursor = row.id.text;
        if (filter->takes(row, call.worker.persons)) people.push_back(shown(row, call.worker.persons));
    }
    const bool last = rows.empty() || (cursor == rows.back().id.text && rows.size() < static_cast<std::size_t>(most_looked_at));
    answer_list(call, json::write(people), last ? "" : to_cursor('u', cursor));
    return std::nullopt;
}

std::optional<Problem> show_user(Call& call) {
    const auto user = user_in_path(call);
    if (!user) return user.error();
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    const auto row = AccessView::user(**db, *user);
    if (!row) return not_found("user");
    answer_one(call, json::write(shown(*row, call.worker.persons)));
    return std::nullopt;
}

std::optional<Problem> erase_user(Call& call) {
    const auto reason = reason_parameter(call, true);
    if (!reason) return reason.error();
    return change_user(
        call,
        [&](const UserId& id) {
            return user::Erase{id, reason->reason};
        },
        Effect::Thing::nothing);
}

std::optional<Problem> deactivate_user(Call& call) {
    const auto request = body_of<Reason>(call, call.worker.document);
    if (!request) return request.error();
    return change_user(call, [&](const UserId& id) { return security::Deactivate{id, request->reason}; });
}

std::optional<Problem> reactivate_user(Call& call) {
    const auto request = body_of<Reason>(call, call.worker.document);
    if (!request) return request.error();
    return change_user(call, [&](const UserId& id) { return security::Reactivate{id, request->reason}; });
}

std::optional<Problem> grant_role(Call& call) {
    const auto request = body_of<RoleGrant>(call, call.worker.document);
    if (!request) return request.error();
    return change_user(call, [&](const UserId& id) { return security::Grant{id, request->role, request->reason}; });
}

std::optional<Problem> revoke_role(Call& call) {
    const auto reason = reason_parameter(call, true);
    if (!reason) return reason.error();
    if (!is_token(call.path[1])) return not_found("role");
    return change_user(call, [&](const UserId& id) { return security::Revoke{id, call.path[1], reason->reason}; });
}

std::optional<Problem> list_sessions_of_user(Call& call) {
    const auto user = user_in_path(call);
    if (!user) return user.error();
    return list_sessions_of(call, *user);
}

std::optional<Problem> end_sessions_of_user(Call& call) {
    const auto reason = reason_parameter(call, false);
    if (!reason) return reason.error();
    return change_user(
        call,
        [&](const UserId& id) {
            return auth::EndAllSessions{id, std::nullopt, reason->reason};
        },
        Effect::Thing::nothing);
}

std::optional<Problem> end_session_of_user(Call& call) {
    const auto reason = reason_parameter(call, false);
    if (!reason) return reason.error();
    const auto user = user_in_path(call);
    if (!user) return user.error();
    return end_session_of(call, *user, call.path[1], reason->reason);
}

std::optional<Problem> list_keys_of_user(Call& call) {
    const auto user = user_in_path(call);
    if (!user) return user.error();
    return list_keys_of(call, *user);
}

std::optional<Problem> revoke_key_of_user(Call& call) {
    const auto reason = reason_parameter(call, false);
    if (!reason) return reason.error();
    const auto user = user_in_path(call);
    if (!user) return user.error();
    return revoke_key_of(call, *user, call.path[1], reason->reason);
}

}  // namespace andvari::gateway
