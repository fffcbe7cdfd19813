// Roles as answers show them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/security/access_view.hpp"

namespace andvari::gateway {

struct ShownRole {
    std::string role;
    std::vector<Permission> permissions;
    std::int64_t members = 0;
    static constexpr auto fields =
        json::fields(json::field("role", &ShownRole::role), json::field("permissions", &ShownRole::permissions),
                     json::field("members", &ShownRole::members));
};
std::vector<ShownRole> all_roles(store::Database& access);
std::optional<ShownRole> find_role(store::Database& access, std::string_view role);

}  // namespace andvari::gateway
