// A refresh token for another one, and for a fresh access token.
#include "services/auth/desk/tokens.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/tokens.hpp"
#include "shared/json/read.hpp"

namespace andvari::desk {
namespace {
Answer refuse(Workbench& bench, const UserId& user, const std::string& code) {
    auto answer = token_invalid();
    if (code == "token_reused")
        answer.afterwards = [&bench, user] {
            if (const auto email = bench.email_of(user)) bench.mails.token_reused(*email);
        };
    return answer;
}
}  // namespace

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::Refresh& asked) {
    const auto token = parse_refresh_token(asked.refresh_token);
    const auto client = token ? bench.persons.seal_client(token->user, request) : std::nullopt;
    if (!client) return token_invalid();
    const auto now = Instant::now();
    const auto latest = now.plus_seconds(refresh_token_seconds);
    // Named before the command is given: who hears nothing of it and asks again must get the same one.
    const auto next =
        bench.successors.of(token->hash, crypto::Secret::taken_from(new_refresh_token(token->user, token->session)), now);
    const auto outcome = bench.commands.give(
        auth::RefreshSession{token->user, token->session, token->hash, crypto::token_hash(next.view()), latest, *client},
        desk_for(request));
    if (!outcome) return unavailable();
    if (outcome->refused && outcome->code != "refresh_repeated") return refuse(bench, token->user, outcome->code);
    const auto expires = outcome->refused ? latest : json::read<auth::SessionRefreshed>(outcome->body).value().expires;
    return done(tokens_of(bench.ring, token->user, token->session, std::string{next.view()}, expires, now), {outcome->place});
}

}  // namespace andvari::desk
