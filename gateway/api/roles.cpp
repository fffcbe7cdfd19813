#include "gateway/api/roles.hpp"

#include <algorithm>

#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway {

using security::AccessView;

std::vector<ShownRole> all_roles(store::Database& access) {
    std::vector<ShownRole> roles;
    for (auto& row : AccessView::roles(access)) roles.push_back({std::move(row.role), std::move(row.permissions), row.members});
    return roles;
}

std::optional<ShownRole> find_role(store::Database& access, std::string_view role) {
    auto roles = all_roles(access);
    const auto found = std::ranges::find(roles, role, &ShownRole::role);
    return found == roles.end() ? std::nullopt : std::optional{std::move(*found)};
}

std::optional<Problem> list_roles(Call& call) {
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    answer_list(call, json::write(all_roles(**db)), "");
    return std::nullopt;
}

std::optional<Problem> show_role(Call& call) {
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    const auto role = find_role(**db, call.path[0]);
    if (!role) return not_found("role");
    answer_one(call, json::write(*role));
    return std::nullopt;
}

std::optional<Problem> define_role(Call& call) {
    if (!is_token(call.path[0])) return not_found("role");
    const auto request = body_of<RoleDefinition>(call, call.worker.document);
    if (!request) return request.error();
    auto id = command_id(call);
    if (!id) return id.error();
    return submit(call,
                  command_for(std::move(*id), "roles", security::DefineRole{call.path[0], request->permissions, request->reason}),
                  {Effect::Thing::role, call.path[0], 200});
}

std::optional<Problem> remove_role(Call& call) {
    const auto* reason = parameter(call, "reason");
    if (!reason || !is_reason(*reason)) return parameter_problem("reason", "must say why, in 1 to 512 characters");
    if (!is_token(call.path[0])) return not_found("role");
    auto id = command_id(call);
    if (!id) return id.error();
    return submit(call, command_for(std::move(*id), "roles", security::RemoveRole{call.path[0], *reason}),
                  {Effect::Thing::nothing, "", 204});
}

}  // namespace andvari::gateway
