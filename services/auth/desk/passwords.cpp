// Another password: with the old one, or with a token that came by mail.
#include "services/auth/desk/checking.hpp"
#include "services/auth/desk/offering.hpp"
#include "services/auth/desk/verbs.hpp"

namespace andvari::desk {
namespace {
std::function<void()> tell_of_change(Workbench& bench, const UserId& user) {
    return [&bench, user] {
        if (const auto email = bench.email_of(user)) bench.mails.password_changed(*email);
    };
}

/// Hashed and sealed, or the answer where it may not be chosen.
std::variant<std::string, Answer> prepare(Workbench& bench, const UserId& user, std::string_view password) {
    if (const auto refusal = crypto::refuse_password(password, bench.email_of(user).value_or("")))
        return password_refused(*refusal);
    const auto hash = bench.hashing.hash(password);
    if (!hash) return busy();
    auto sealed = bench.persons.seal(user, sealed_password, *hash);
    if (!sealed) return token_invalid();
    return *std::move(sealed);
}
}  // namespace

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::RequestReset& asked) {
    return done({}, [&bench, email = asked.email, sender = desk_for(request)] {
        const auto key = bench.directory.key_of(email);
        if (!bench.mails.may_be_sent(key, Instant::now())) return;
        const auto entry = bench.directory.find(key);
        const auto to = entry ? bench.email_of(entry->user) : std::nullopt;
        const auto token = to ? offer_reset(bench, entry->user, reset_seconds, sender) : std::string{};
        if (!token.empty()) bench.mails.reset(*to, token);
    });
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::ResetPassword& asked) {
    const auto token = parse_mailed_token(asked.token);
    if (!token) return token_invalid();
    auto prepared = prepare(bench, token->user, asked.new_password);
    if (auto* instead = std::get_if<Answer>(&prepared)) return std::move(*instead);
    const auto outcome = bench.commands.give(
        auth::ResetPassword{token->user, token->hash, std::get<std::string>(std::move(prepared))}, desk_for(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return token_invalid();
    wait_until_seen(bench, *outcome);
    return done({outcome->place}, tell_of_change(bench, token->user));
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::ChangePassword& asked) {
    auto checked = check_password(bench, request, asked.current_password);
    if (auto* instead = std::get_if<Answer>(&checked)) return std::move(*instead);
    const auto& row = std::get<auth::CredentialsRow>(checked);
    auto prepared = prepare(bench, row.user, asked.new_password);
    if (auto* instead = std::get_if<Answer>(&prepared)) return std::move(*instead);
    const auto outcome =
        bench.commands.give(auth::ChangePassword{row.user, std::get<std::string>(std::move(prepared)), row.password_revision,
                                                 auth::PasswordChange::changed, request.session},
                            sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    wait_until_seen(bench, *outcome);
    return done({outcome->place}, tell_of_change(bench, row.user));
}

}  // namespace andvari::desk
