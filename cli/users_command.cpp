#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>

#include "cli/administration.hpp"
#include "cli/command_sender.hpp"
#include "cli/people.hpp"
#include "events/user.hpp"

namespace andvari::cli {
namespace {
using security::AccessView;

// Gives one command about one user. `make(user)` makes it.
template <class Make>
int change(const Configuration& configuration, StopSignal& stop, const Administration& a, std::string_view done, Make&& make) {
    const Attached attached{configuration, stop, "gateway"};
    const auto user = People{attached.location()}.find(a.user);
    CommandSender{attached}.send(user.text, make(user));
    fmt::print("{} {}\n", user.text, done);
    return 0;
}

void print(const security::UserRow& user, const std::string& email) {
    fmt::print("{:<36}  {:<11}  {:<20}  {}\n", user.id.text, json::name_of(user.status),
               fmt::format("{}", fmt::join(user.roles, ",")), email);
}
}  // namespace

int users_list(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    People people{attached.location()};
    fmt::print("{:<36}  {:<11}  {:<20}  {}\n", "USER", "STATUS", "ROLES", "E-MAIL");
    each_user(people.access(), [&](const security::UserRow& user) {
        if (a.role.empty() || std::ranges::find(user.roles, a.role) != user.roles.end())
            print(user, people.email(user).value_or("-"));
    });
    return 0;
}

int users_show(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    People people{attached.location()};
    const auto user = AccessView::user(people.access(), people.find(a.user)).value();
    const auto access = AccessView::access(people.access(), user.id).value();
    std::vector<std::string_view> permissions;
    for (const auto permission : access.permissions.list()) permissions.push_back(json::name_of(permission));
    fmt::print("user           {}\n", user.id.text);
    fmt::print("e-mail         {}{}\n", people.email(user).value_or("-"),
               user.registered && !user.verified ? " (not verified)" : "");
    fmt::print("status         {}\n", json::name_of(user.status));
    fmt::print("roles          {}\n", fmt::join(user.roles, ", "));
    fmt::print("permissions    {}\n", fmt::join(permissions, ", "));
    fmt::print("second factor  {}\n", user.second_factor ? "yes" : "no");
    if (user.registered_at) fmt::print("registered     {}\n", user.registered_at->text());
    return 0;
}

int users_acts(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    People people{attached.location()};
    fmt::print("{:<27}  {:<15}  {:<36}  {:<36}  {}\n", "TIME", "ACT", "ABOUT", "BY", "WHY");
    for (const auto& act : AccessView::acts(people.access(), std::nullopt, a.limit)) {
        const auto about = act.user ? act.user->text + (act.role ? " " + *act.role : "") : act.role.value_or("-");
        fmt::print("{:<27}  {:<15}  {:<36}  {:<36}  {}\n", act.time.text(), act.act, about, act.actor, act.reason);
    }
    return 0;
}

int users_deactivate(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, a, "is deactivated", [&](const UserId& user) {
        return security::Deactivate{user, a.reason};
    });
}
int users_reactivate(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, a, "is active again", [&](const UserId& user) {
        return security::Reactivate{user, a.reason};
    });
}
int users_grant(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, a, "has the role " + a.role, [&](const UserId& user) {
        return security::Grant{user, a.role, a.reason};
    });
}
int users_revoke(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, a, "has the role " + a.role + " no more", [&](const UserId& user) {
        return security::Revoke{user, a.role, a.reason};
    });
}
int users_erase(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, a, "is erased", [&](const UserId& user) { return user::Erase{user, a.reason}; });
}

}  // namespace andvari::cli
