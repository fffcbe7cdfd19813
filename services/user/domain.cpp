#include "services/user/domain.hpp"

#include "shared/access/reason.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::user {

Refusal user_not_found(const UserId& user) { return {"user_not_found", "there is no user " + user.text}; }

Decision<Fact> decide(const User& user, const UpdateProfile& c, const Given& given) {
    if (user.erased) return user_not_found(c.user);
    return Facts<Fact>{{ProfileSet{c.user, c.profile}, given.command}};
}

Decision<Fact> decide(const User& user, const SetPreferences& c, const Given& given) {
    if (user.erased) return user_not_found(c.user);
    return Facts<Fact>{{PreferencesSet{c.user, c.preferences}, given.command}};
}

Decision<Fact> decide(const User& user, const Erase& c, const Given& given) {
    if (user.erased) return user_not_found(c.user);
    const bool need_not_say_why = c.reason.empty() && user_of(given.actor) == c.user.text;
    if (!need_not_say_why)
        if (auto trouble = trouble_with_reason(c.reason, given)) return *trouble;
    return Facts<Fact>{{Erased{c.user, c.reason}, given.command}};
}

Decision<Fact> decide(const User& user, const TakeProfile& c, const Given&) {
    if (user.erased || user.has_profile) return Facts<Fact>{};
    return Facts<Fact>{ProfileSet{c.user, c.profile}};
}

void evolve(User& user, const ProfileSet&) { user.has_profile = true; }
void evolve(User&, const PreferencesSet&) {}
void evolve(User& user, const Erased&) { user.erased = true; }
void evolve(User&, const CommandRefused&) {}

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit([](const auto& c) { return c.user.text; }, command);
}

std::string aggregate_of(const Fact& fact) { return key_of(fact); }

std::string key_of(const Fact& fact) {
    return std::visit([](const auto& e) { return e.user.text; }, fact);
}

std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command& command, const Given&, const Refusal& refusal) {
    if (std::holds_alternative<TakeProfile>(command)) eventing::never_refused("TakeProfile", refusal.code);
    return std::visit([&](const auto& c) { return CommandRefused{c.user, refusal.code, refusal.reason}; }, command);
}

}  // namespace andvari::user
