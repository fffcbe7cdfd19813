#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "cli/administration.hpp"
#include "cli/command_sender.hpp"
#include "cli/people.hpp"

namespace andvari::cli {
namespace {
std::vector<Permission> permissions_of(const std::vector<std::string>& texts) {
    const auto& names = json::EnumNames<Permission>::names;
    std::vector<Permission> permissions;
    for (const auto& text : texts) {
        const auto found = std::ranges::find(names, text);
        if (found == names.end())
            throw std::invalid_argument{fmt::format("there is no permission '{}'; there are: {}", text, fmt::join(names, ", "))};
        permissions.push_back(static_cast<Permission>(found - names.begin()));
    }
    return permissions;
}
}  // namespace

int roles_list(const Configuration& configuration, StopSignal& stop, const Administration&) {
    const Attached attached{configuration, stop, "gateway"};
    People people{attached.location()};
    fmt::print("{:<20}  {:>7}  {}\n", "ROLE", "MEMBERS", "PERMISSIONS");
    for (const auto& role : security::AccessView::roles(people.access())) {
        std::vector<std::string_view> names;
        for (const auto permission : role.permissions) names.push_back(json::name_of(permission));
        fmt::print("{:<20}  {:>7}  {}\n", role.role, role.members, fmt::join(names, ", "));
    }
    return 0;
}

int roles_define(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const security::DefineRole command{a.role, permissions_of(a.permissions), a.reason};
    const Attached attached{configuration, stop, "gateway"};
    CommandSender{attached}.send(command.addressee(), command);
    fmt::print("role {} is defined\n", a.role);
    return 0;
}

int roles_remove(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const security::RemoveRole command{a.role, a.reason};
    const Attached attached{configuration, stop, "gateway"};
    CommandSender{attached}.send(command.addressee(), command);
    fmt::print("role {} is removed\n", a.role);
    return 0;
}

}  // namespace andvari::cli
