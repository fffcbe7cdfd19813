// Registering and closing, and what all rules of the context share.
#include "services/auth/domain.hpp"

#include "shared/access/rights.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::auth {
namespace {
bool is_business_of(const UserId& user, std::string_view actor) { return is_operator(actor) || user_of(actor) == user.text; }
}  // namespace

Refusal user_not_found(const UserId& user) { return {"user_not_found", "no user " + user.text}; }
Refusal token_invalid() { return {"token_invalid", "the token is not known, was used, or has expired"}; }
Refusal expiry_invalid() { return {"expiry_invalid", "it must expire in the future"}; }

bool may_act(const Person& person, const UserId& user, const Given& given) {
    return person.exists() && is_business_of(user, given.actor);
}

Decision<Fact> decide(const Person& person, const Register& c, const Given& given) {
    if (c.user.text == ring_name) return Refusal{"user_invalid", "a user cannot have this id"};
    if (!is_business_of(c.user, given.actor)) return user_not_found(c.user);
    if (person.registered) return Refusal{"user_exists", "user " + c.user.text + " exists, or did"};
    return Facts<Fact>{{Registered{c.user, c.email, c.password, c.profile}, given.command}};
}

Decision<Fact> decide(const Person& person, const Close& c, const Given& given) {
    if (!person.exists()) return Facts<Fact>{};
    const std::string reason = "the user was erased";
    auto facts = end_sessions(person, c.user, given.time, Ending::erased, reason);
    for (const auto& [key, held] : person.keys) facts.emplace_back(KeyRevoked{c.user, {key}, reason});
    facts.emplace_back(Closed{c.user});
    return facts;
}

void evolve(Person& person, const Registered& e) {
    person.registered = true;
    person.password_revision = e.password ? 1 : 0;
}

void evolve(Person& person, const Closed&) {
    person = Person{};
    person.registered = person.closed = true;
}

void evolve(Identity&, const CommandRefused&) {}

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit(
        eventing::Overloaded{[](const ChangeRing& c) { return c.addressee(); }, [](const auto& c) { return c.user.text; }},
        command);
}

std::string aggregate_of(const Fact& fact) { return key_of(fact); }

std::string key_of(const Fact& fact) {
    return std::visit(
        eventing::Overloaded{[](const RingChanged&) { return std::string{ring_name}; },
                             [](const CommandRefused& e) { return e.subject; }, [](const auto& e) { return e.user.text; }},
        fact);
}

std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command& command, const Given& given, const Refusal& refusal) {
    if (std::holds_alternative<ShutOut>(command)) eventing::never_refused("ShutOut", refusal.code);
    if (std::holds_alternative<Close>(command)) eventing::never_refused("Close", refusal.code);
    return CommandRefused{aggregate_of(command, given), refusal.code, refusal.reason};
}

}  // namespace andvari::auth
