// API keys: their secrets are made here, and shown once.
#include "services/auth/desk/offering.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/tokens.hpp"
#include "shared/network/network.hpp"

namespace andvari::desk {
namespace {
constexpr std::size_t longest_name = 64, most_networks = 100;

std::optional<Answer> refuse_without_session(const secrets::Request& request) {
    if (request.user && request.session) return std::nullopt;
    return refused("session_required", "Log in: API keys are made and rotated with a session only.");
}
}  // namespace

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::CreateKey& asked) {
    if (auto instead = refuse_without_session(request)) return *std::move(instead);
    if (!is_line(asked.name, 1, longest_name))
        return refused("name_malformed", "The name has 1 to 64 characters and no line ends.");
    const auto networks = asked.addresses.value_or(std::vector<std::string>{});
    if (networks.size() > most_networks || !parse_networks(networks))
        return refused("addresses_malformed", "At most 100 addresses or networks are named, such as 192.0.2.7 or 2001:db8::/32.");
    const auto& user = *request.user;
    const auto details = bench.persons.seal(user, sealed_details, json::write(secrets::KeyDetails{asked.name, networks}));
    if (!details) return refused("permission_denied", "Only who registered here makes API keys.");
    const auto key = crypto::new_api_key();
    const auto outcome = bench.commands.give(
        auth::CreateKey{user, {key.id}, crypto::api_key_hash(key.id, key.secret.view()), asked.scopes, asked.expires, *details},
        sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    return done(secrets::KeySecret{{key.id}, std::string{key.secret.view()}}, {outcome->place},
                [&bench, user, id = key.id, name = asked.name] {
                    if (const auto email = bench.email_to_warn(user)) bench.mails.key_created(*email, id, name);
                });
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::RotateKey& asked) {
    if (auto instead = refuse_without_session(request)) return *std::move(instead);
    if (!crypto::is_api_key_id(asked.key.text)) return refused("key_not_found", "There is no such key.");
    const auto secret = crypto::new_api_key().secret.copy();
    const auto outcome = bench.commands.give(
        auth::RotateKey{*request.user, asked.key, crypto::api_key_hash(asked.key.text, secret.view())}, sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    return done(secrets::KeySecret{asked.key, std::string{secret.view()}}, {outcome->place});
}

}  // namespace andvari::desk
