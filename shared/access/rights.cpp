#include "shared/access/rights.hpp"

#include <algorithm>

#include "shared/eventing/rules.hpp"

namespace andvari {
namespace {
constexpr std::string_view owner_prefix = "owner:";
}  // namespace

Refusal permission_denied(Permission permission) {
    return {"permission_denied", "this needs the permission " + std::string{json::name_of(permission)}};
}

std::string_view user_of(std::string_view actor) {
    return actor.starts_with(owner_prefix) ? actor.substr(owner_prefix.size()) : std::string_view{};
}

std::optional<std::string> Rights::learn(const security::Fact& fact) {
    const auto is_news = [this](auto& known, std::uint64_t revision) {
        revision_ = std::max(revision_, revision);
        if (revision <= known.revision) return false;
        known.revision = revision;
        return true;
    };
    return std::visit(eventing::Overloaded{
                          [&](const security::RoleDefined& f) {
                              auto& role = roles_[f.role];
                              if (is_news(role, f.revision)) role.permissions = PermissionSet{f.permissions};
                              return std::optional{f.role};
                          },
                          [&](const security::RoleRemoved& f) {
                              auto& role = roles_[f.role];
                              if (is_news(role, f.revision)) role.permissions = {};
                              return std::optional{f.role};
                          },
                          [](const security::CommandRefused&) { return std::optional<std::string>{}; },
                          [&](const security::Standing& f) {
                              auto& user = users_[f.user.text];
                              if (is_news(user, f.revision)) {
                                  user.roles = f.roles;
                                  user.active = f.status == security::Status::active;
                              }
                              return std::optional{f.user.text};
                          },
                      },
                      fact);
}

PermissionSet Rights::of(std::string_view user) const {
    const auto found = users_.find(user);
    if (found == users_.end() || !found->second.active) return {};
    PermissionSet all;
    for (const auto& name : found->second.roles)
        if (const auto role = roles_.find(name); role != roles_.end()) all |= role->second.permissions;
    return all;
}

bool Rights::shut_out(std::string_view user) const {
    const auto found = users_.find(user);
    return found != users_.end() && !found->second.active;
}

std::optional<Refusal> Rights::refuse(const Given& given, Permission permission) const {
    if (is_operator(given.actor)) return std::nullopt;
    if (given.grants && !given.grants->permissions.has(permission)) return permission_denied(permission);
    if (!of(user_of(given.actor)).has(permission)) return permission_denied(permission);
    return std::nullopt;
}

}  // namespace andvari
