// What the state of access says.
#include <algorithm>

#include "services/security/domain.hpp"

namespace andvari::security {

bool User::has(std::string_view role) const { return std::ranges::binary_search(roles, role, std::less<>{}); }

std::map<std::string, std::vector<Permission>, std::less<>> Access::built_in() {
    return {{std::string{member_role}, member_permissions.list()}, {std::string{admin_role}, admin_permissions.list()}};
}

const User* Access::find(std::string_view user) const {
    const auto found = users.find(user);
    return found == users.end() || found->second.status == Status::erased ? nullptr : &found->second;
}

PermissionSet Access::permissions_of(std::string_view user) const {
    const auto* known = find(user);
    PermissionSet all;
    if (known == nullptr || known->status != Status::active) return all;
    for (const auto& name : known->roles)
        if (const auto role = roles.find(name); role != roles.end()) all |= PermissionSet{role->second};
    return all;
}

bool Access::is_last_administrator(std::string_view user) const {
    const auto administers = [](const User& who) { return who.status == Status::active && who.has(admin_role); };
    const auto* known = find(user);
    return known != nullptr && administers(*known) &&
           std::ranges::none_of(users, [&](const auto& other) { return other.first != user && administers(other.second); });
}

AccessImage image(const Access& access) {
    return {access.revision, {access.roles.begin(), access.roles.end()}, {access.users.begin(), access.users.end()}};
}

Access restore(const AccessImage& image) {
    return {image.revision, {image.roles.begin(), image.roles.end()}, {image.users.begin(), image.users.end()}};
}

}  // namespace andvari::security
