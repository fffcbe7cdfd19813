// Changing a password, and the second factor.
#include <algorithm>
#include <set>

#include "services/auth/domain.hpp"

namespace andvari::auth {
namespace {
bool are_recovery_hashes(const std::vector<std::string>& hashes) {
    const std::set<std::string_view> different{hashes.begin(), hashes.end()};
    return !hashes.empty() && hashes.size() <= most_recovery_codes && different.size() == hashes.size();
}
}  // namespace

Decision<Fact> decide(const Person& person, const ChangePassword& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    const bool rehashed = c.how == PasswordChange::rehashed;
    if (!rehashed && c.how != PasswordChange::changed)
        return Refusal{"change_invalid", "a password is changed or rehashed; another way needs another command"};
    if (person.password_revision == 0) return Refusal{"password_not_set", "there is no password yet: reset it"};
    if (c.password_revision != person.password_revision)
        return Refusal{"password_changed_meanwhile", "the password that was found right is not the password any more"};
    if (rehashed) return Facts<Fact>{{PasswordChanged{c.user, c.password, c.how, person.password_revision}, given.command}};
    auto facts = end_sessions(person, c.user, given.time, Ending::password_changed, "the password was changed", c.keep);
    facts.emplace_back(PasswordChanged{c.user, c.password, c.how, person.password_revision + 1}, given.command);
    return facts;
}

Decision<Fact> decide(const Person& person, const OfferSecondFactor& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (person.second_factor) return Refusal{"second_factor_enabled", "there is a second factor; disable it first"};
    return Facts<Fact>{{SecondFactorOffered{c.user, c.seed}, given.command}};
}

Decision<Fact> decide(const Person& person, const EnableSecondFactor& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (person.second_factor) return Refusal{"second_factor_enabled", "there is a second factor already"};
    if (!person.seed_offered) return Refusal{"second_factor_not_offered", "ask for a seed first"};
    if (!are_recovery_hashes(c.recovery_hashes))
        return Refusal{"recovery_codes_invalid", "there must be 1 to 20 recovery codes, all different"};
    return Facts<Fact>{{SecondFactorEnabled{c.user, c.totp_step, c.recovery_hashes}, given.command}};
}

Decision<Fact> decide(const Person& person, const DisableSecondFactor& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (!person.second_factor) return Refusal{"second_factor_not_enabled", "there is no second factor"};
    return Facts<Fact>{{SecondFactorDisabled{c.user}, given.command}};
}

void evolve(Person& person, const PasswordChanged& e) {
    person.password_revision = e.revision;
    // What was offered for a forgotten password must not undo a new one.
    if (e.how != PasswordChange::rehashed) person.resets.clear();
}

void evolve(Person& person, const SecondFactorOffered&) { person.seed_offered = true; }

void evolve(Person& person, const SecondFactorEnabled& e) {
    person.second_factor = true;
    person.totp_step = e.totp_step;
    person.recovery_hashes = e.recovery_hashes;
}

void evolve(Person& person, const SecondFactorDisabled&) { person.seed_offered = person.second_factor = false; }

}  // namespace andvari::auth
