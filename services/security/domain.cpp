#include "services/security/domain.hpp"

#include <algorithm>

#include "shared/access/reason.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::security {
namespace {
/// Gathers facts, each with the next revision. Before the first of all come the roles that there are from the beginning.
class Telling {
public:
    explicit Telling(const Access& access) : revision_{access.revision} {
        if (revision_ > 0) return;
        for (const auto& [role, permissions] : Access::built_in())
            tell(RoleDefined{role, permissions, 0, "there from the beginning"});
    }
    template <class F>
    Telling& tell(F fact, std::string answers = {}) {
        fact.revision = ++revision_;
        facts_.emplace_back(std::move(fact), std::move(answers));
        return *this;
    }
    Facts<Fact> done() { return std::move(facts_); }

private:
    std::uint64_t revision_;
    Facts<Fact> facts_;
};

Standing standing(const UserId& id, const User& user, const std::string& reason) {
    return {id, user.roles, user.status, 0, reason};
}

const User new_member{{std::string{member_role}}, Status::active};

std::vector<std::string> with(std::vector<std::string> roles, const std::string& role) {
    roles.insert(std::ranges::lower_bound(roles, role), role);
    return roles;
}
std::vector<std::string> without(std::vector<std::string> roles, const std::string& role) {
    std::erase(roles, role);
    return roles;
}

bool is_built_in(std::string_view role) { return role == member_role || role == admin_role; }

Refusal user_not_found(const UserId& user) { return {"user_not_found", "there is no user " + user.text}; }
Refusal user_invalid() { return {"user_invalid", "no user can have this id"}; }
Refusal role_not_found(const std::string& role) { return {"role_not_found", "there is no role " + role}; }
Refusal last_administrator() {
    return {"last_administrator", "nobody else is an active administrator; make somebody else one first"};
}

/// What speaks against a command whoever it is about: the actor lacks the permission, or says no good reason.
std::optional<Refusal> trouble_with(const Access& access, const Given& given, Permission needed, std::string_view reason) {
    const bool by_grants = !given.grants || given.grants->permissions.has(needed);
    const bool may = is_operator(given.actor) || (by_grants && access.permissions_of(user_of(given.actor)).has(needed));
    if (!may) return permission_denied(needed);
    return trouble_with_reason(reason, given);
}
}  // namespace

Decision<Fact> decide(const Access& access, const Admit& c, const Given& given) {
    if (!is_operator(given.actor)) return Refusal{"permission_denied", "only the machine itself admits users"};
    if (auto trouble = trouble_with_reason(c.reason, given)) return *trouble;
    if (c.user.text == roles_subject) return user_invalid();
    const auto* known = access.find(c.user.text);
    if (known == nullptr && access.users.contains(c.user.text)) return user_not_found(c.user);
    return Telling{access}
        .tell(Admitted{standing(c.user, known == nullptr ? new_member : *known, c.reason)}, given.command)
        .done();
}

Decision<Fact> decide(const Access& access, const Grant& c, const Given& given) {
    if (auto trouble = trouble_with(access, given, Permission::manage_roles, c.reason)) return *trouble;
    if (!access.roles.contains(c.role)) return role_not_found(c.role);
    if (c.user.text == roles_subject) return user_invalid();
    const bool is_new = !access.users.contains(c.user.text) && is_operator(given.actor);
    const auto* user = is_new ? &new_member : access.find(c.user.text);
    if (user == nullptr) return user_not_found(c.user);
    if (!is_new && user->has(c.role)) return Refusal{"role_already_granted", c.user.text + " has the role " + c.role};

    Telling telling{access};
    const bool is_member_now = is_new && c.role == member_role;
    if (is_new) telling.tell(Admitted{standing(c.user, *user, c.reason)}, is_member_now ? given.command : std::string{});
    if (!is_member_now)
        telling.tell(Granted{standing(c.user, {with(user->roles, c.role), user->status}, c.reason), c.role}, given.command);
    return telling.done();
}

Decision<Fact> decide(const Access& access, const Revoke& c, const Given& given) {
    if (auto trouble = trouble_with(access, given, Permission::manage_roles, c.reason)) return *trouble;
    if (!access.roles.contains(c.role)) return role_not_found(c.role);
    const auto* user = access.find(c.user.text);
    if (user == nullptr) return user_not_found(c.user);
    if (!user->has(c.role)) return Refusal{"role_not_granted", c.user.text + " has not the role " + c.role};
    if (c.role == admin_role && access.is_last_administrator(c.user.text)) return last_administrator();
    return Telling{access}
        .tell(Revoked{standing(c.user, {without(user->roles, c.role), user->status}, c.reason), c.role}, given.command)
        .done();
}

Decision<Fact> decide(const Access& access, const Deactivate& c, const Given& given) {
    if (auto trouble = trouble_with(access, given, Permission::deactivate_users, c.reason)) return *trouble;
    const auto* user = access.find(c.user.text);
    if (user == nullptr) return user_not_found(c.user);
    if (user_of(given.actor) == c.user.text) return Refusal{"own_account", "nobody deactivates themselves"};
    if (user->status == Status::deactivated) return Refusal{"user_already_deactivated", c.user.text + " is deactivated"};
    if (access.is_last_administrator(c.user.text)) return last_administrator();
    return Telling{access}
        .tell(Deactivated{standing(c.user, {user->roles, Status::deactivated}, c.reason)}, given.command)
        .done();
}

Decision<Fact> decide(const Access& access, const Reactivate& c, const Given& given) {
    if (auto trouble = trouble_with(access, given, Permission::reactivate_users, c.reason)) return *trouble;
    const auto* user = access.find(c.user.text);
    if (user == nullptr) return user_not_found(c.user);
    if (user->status == Status::active) return Refusal{"user_already_active", c.user.text + " is active"};
    return Telling{access}.tell(Reactivated{standing(c.user, {user->roles, Status::active}, c.reason)}, given.command).done();
}

Decision<Fact> decide(const Access& access, const DefineRole& c, const Given& given) {
    if (auto trouble = trouble_with(access, given, Permission::manage_roles, c.reason)) return *trouble;
    const PermissionSet permissions{c.permissions};
    if (!is_token(c.role)) return Refusal{"role_invalid", "a role's name has 1 to 64 of A-Z a-z 0-9 _ -"};
    if (access.roles.size() >= most_roles && !access.roles.contains(c.role))
        return Refusal{"too_many_roles", "there are at most " + std::to_string(most_roles) + " roles"};
    if (c.role == admin_role && !permissions.has(Permission::manage_roles))
        return Refusal{"manage_roles_missing", "the role admin keeps manage_roles"};
    return Telling{access}.tell(RoleDefined{c.role, permissions.list(), 0, c.reason}, given.command).done();
}

Decision<Fact> decide(const Access& access, const RemoveRole& c, const Given& given) {
    if (auto trouble = trouble_with(access, given, Permission::manage_roles, c.reason)) return *trouble;
    if (!access.roles.contains(c.role)) return role_not_found(c.role);
    if (is_built_in(c.role)) return Refusal{"role_is_built_in", "the roles member and admin stay"};
    if (std::ranges::any_of(access.users, [&](const auto& known) { return known.second.has(c.role); }))
        return Refusal{"role_in_use", "somebody has the role " + c.role + "; revoke it first"};
    return Telling{access}.tell(RoleRemoved{c.role, 0, c.reason}, given.command).done();
}

Decision<Fact> decide(const Access& access, const Welcome& c, const Given&) {
    if (access.users.contains(c.user.text)) return Facts<Fact>{};
    return Telling{access}.tell(Admitted{standing(c.user, new_member, "registered")}).done();
}

Decision<Fact> decide(const Access& access, const Forget& c, const Given&) {
    const bool is_forgotten = access.users.contains(c.user.text) && access.find(c.user.text) == nullptr;
    if (is_forgotten) return Facts<Fact>{};
    return Telling{access}.tell(Forgotten{standing(c.user, {{}, Status::erased}, "erased")}).done();
}

void evolve(Access& access, const Standing& e) {
    access.revision = e.revision;
    access.users[e.user.text] = {e.roles, e.status};
}

void evolve(Access& access, const RoleDefined& e) {
    access.revision = e.revision;
    access.roles[e.role] = e.permissions;
}

void evolve(Access& access, const RoleRemoved& e) {
    access.revision = e.revision;
    access.roles.erase(e.role);
}

void evolve(Access&, const CommandRefused&) {}

std::string aggregate_of(const Command&, const Given&) { return "access"; }
std::string aggregate_of(const Fact&) { return "access"; }

std::string key_of(const Fact& fact) {
    return std::visit(
        [](const auto& e) {
            if constexpr (requires { e.subject; }) return e.subject;
            else if constexpr (requires { e.user; }) return e.user.text;
            else return std::string{roles_subject};
        },
        fact);
}

std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command& command, const Given&, const Refusal& refusal) {
    return std::visit(eventing::Overloaded{[&](const Welcome&) -> Fact { eventing::never_refused("Welcome", refusal.code); },
                                           [&](const Forget&) -> Fact { eventing::never_refused("Forget", refusal.code); },
                                           [&]<class C>(const C& c) -> Fact {
                                               if constexpr (requires { c.user; })
                                                   return CommandRefused{c.user.text, refusal.code, refusal.reason};
                                               else return CommandRefused{c.addressee(), refusal.code, refusal.reason};
                                           }},
                      command);
}

}  // namespace andvari::security
