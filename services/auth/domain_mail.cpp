// What is offered by mail and comes back once: proof of an e-mail address, and a new password.
#include <algorithm>

#include "services/auth/domain.hpp"

namespace andvari::auth {
namespace {
/// As asked for, but no later than an offer may last: the sender's clock may be ahead of ours.
Instant bounded(Instant expires, const Given& given) { return std::min(expires, given.time.plus_seconds(longest_offer)); }

const Offer* find(const std::vector<Offer>& offers, std::string_view token_hash) {
    const auto found = std::ranges::find(offers, token_hash, &Offer::token_hash);
    return found == offers.end() ? nullptr : &*found;
}

void keep(std::vector<Offer>& offers, const auto& e) {
    if (offers.size() == most_offers) offers.erase(offers.begin());
    offers.push_back({e.token_hash, e.expires});
}

Refusal already_verified() { return {"email_already_verified", "the e-mail address is verified"}; }
}  // namespace

Decision<Fact> decide(const Person& person, const OfferVerification& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (person.verified) return already_verified();
    if (c.expires <= given.time) return expiry_invalid();
    return Facts<Fact>{{VerificationOffered{c.user, c.token_hash, bounded(c.expires, given)}, given.command}};
}

Decision<Fact> decide(const Person& person, const VerifyEmail& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    const auto* offer = find(person.verifications, c.token_hash);
    if (offer == nullptr) return token_invalid();
    if (person.verified) return already_verified();
    if (given.time >= offer->expires) return token_invalid();
    return Facts<Fact>{{EmailVerified{c.user}, given.command}};
}

Decision<Fact> decide(const Person& person, const OfferReset& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    if (c.expires <= given.time) return expiry_invalid();
    return Facts<Fact>{{ResetOffered{c.user, c.token_hash, bounded(c.expires, given)}, given.command}};
}

Decision<Fact> decide(const Person& person, const ResetPassword& c, const Given& given) {
    if (!may_act(person, c.user, given)) return user_not_found(c.user);
    const auto* offer = find(person.resets, c.token_hash);
    if (offer == nullptr || given.time >= offer->expires) return token_invalid();
    const auto how = person.password_revision == 0 ? PasswordChange::chosen : PasswordChange::reset;
    auto facts = end_sessions(person, c.user, given.time, Ending::password_changed, "the password was reset");
    if (!person.verified) facts.emplace_back(EmailVerified{c.user});
    facts.emplace_back(PasswordChanged{c.user, c.password, how, person.password_revision + 1}, given.command);
    return facts;
}

void evolve(Person& person, const VerificationOffered& e) { keep(person.verifications, e); }
void evolve(Person& person, const EmailVerified&) { person.verified = true; }
void evolve(Person& person, const ResetOffered& e) { keep(person.resets, e); }

}  // namespace andvari::auth
