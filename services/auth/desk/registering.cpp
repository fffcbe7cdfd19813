// Registering, and proving that an e-mail address is one's own.
#include "events/user.hpp"
#include "services/auth/desk/checking.hpp"
#include "services/auth/desk/offering.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/password_rules.hpp"
#include "shared/encoding/utf8.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
constexpr std::size_t longest_name = 100;

bool is_name(const std::optional<std::string>& name) { return !name || is_line(*name, 0, longest_name); }

/// All that is left of the request once it was answered.
struct Newcomer {
    std::string key, email, password_hash, profile;
    Sender sender;
};

auth::Register command_of(Workbench& bench, const UserId& user, const Newcomer& n) {
    bench.persons.make(user);
    return {user, bench.persons.seal(user, sealed_email, n.email).value(),
            bench.persons.seal(user, sealed_password, n.password_hash), bench.persons.seal(user, sealed_profile, n.profile)};
}

void welcome(Workbench& bench, const UserId& user, const Newcomer& n) {
    const auto command = command_of(bench, user, n);
    const auto outcome = bench.commands.give(command, n.sender);
    if (!outcome) return;
    // Refused where a registration at the same time, or one whose end was not seen, came first.
    bench.directory.confirm(n.key, user, command.email);
    wait_until_seen(bench, *outcome);
    if (outcome->refused) return tell_of_another_registration(bench, user, n.email, n.sender);
    offer_verification(bench, user, n.email, n.sender);
}

void take_up(Workbench& bench, const Newcomer& n) {
    if (!bench.mails.may_be_sent(n.key, Instant::now())) return;
    const auto entry = bench.directory.claim(n.key, {new_id()});
    if (entry.registered) return tell_of_another_registration(bench, entry.user, n.email, n.sender);
    welcome(bench, entry.user, n);
}
}  // namespace

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::Register& asked) {
    if (!is_email_address(asked.email)) return refused("email_malformed", "This is no e-mail address.");
    if (!is_name(asked.first_name) || !is_name(asked.last_name))
        return refused("name_malformed", "A name has at most 100 characters and no line ends.");
    if (const auto refusal = crypto::refuse_password(asked.password, asked.email)) return password_refused(*refusal);
    auto hash = bench.hashing.hash(asked.password);
    if (!hash) return busy();
    Newcomer newcomer{bench.directory.key_of(asked.email), asked.email, *std::move(hash),
                      json::write(user::Profile{asked.first_name.value_or(""), asked.last_name.value_or(""), {}}),
                      desk_for(request)};
    return done({}, [&bench, newcomer = std::move(newcomer)] { take_up(bench, newcomer); });
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::VerifyEmail& asked) {
    const auto token = parse_mailed_token(asked.token);
    if (!token) return token_invalid();
    const auto outcome = bench.commands.give(auth::VerifyEmail{token->user, token->hash}, desk_for(request));
    if (!outcome) return unavailable();
    // The link was opened twice.
    if (outcome->refused && outcome->code != "email_already_verified") return token_invalid();
    wait_until_seen(bench, *outcome);
    return done({outcome->place});
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::ResendVerification& asked) {
    return done({}, [&bench, email = asked.email, sender = desk_for(request)] {
        const auto key = bench.directory.key_of(email);
        if (!bench.mails.may_be_sent(key, Instant::now())) return;
        const auto entry = bench.directory.find(key);
        const auto row = entry ? bench.credentials.find(entry->user) : std::nullopt;
        if (row && !row->verified) offer_verification(bench, row->user, email, sender);
    });
}

}  // namespace andvari::desk
