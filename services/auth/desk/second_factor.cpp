// Codes of an authenticator app, and the recovery codes for who has lost it.
#include "services/auth/desk/checking.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/recovery_codes.hpp"
#include "shared/crypto/totp.hpp"

namespace andvari::desk {
namespace {
Answer code_wrong() { return refused("second_factor_wrong", "The code is wrong, or was used before."); }

/// Guesses at the code of who knows the password are counted apart from those at the password.
Attempt attempt_of_code(const secrets::Request& request) {
    auto attempt = attempt_of(request);
    attempt.account += " code";
    return attempt;
}
}  // namespace

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::OfferSecondFactor& asked) {
    auto checked = check_password(bench, request, asked.password);
    if (auto* instead = std::get_if<Answer>(&checked)) return std::move(*instead);
    const auto& row = std::get<auth::CredentialsRow>(checked);
    const auto seed = crypto::new_totp_secret();
    const auto sealed = bench.persons.seal(row.user, sealed_seed, seed.view());
    if (!sealed) return refused("password_wrong", "The password is wrong.");
    const auto outcome = bench.commands.give(auth::OfferSecondFactor{row.user, *sealed}, sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    wait_until_seen(bench, *outcome);
    const auto uri = crypto::totp_uri("Andvari", bench.email_of(row.user).value_or(row.user.text), seed.view());
    return done(secrets::OfferedFactor{std::string{seed.view()}, std::string{uri.view()}}, {outcome->place});
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::EnableSecondFactor& asked) {
    if (!request.user) return refused("permission_denied", "Log in first.");
    const auto row = bench.credentials.find(*request.user);
    if (!row || !row->seed || row->second_factor)
        return row && row->second_factor ? refused("second_factor_enabled", "There is a second factor already.")
                                         : refused("second_factor_not_offered", "Ask for a seed first.");
    const auto factor = check_factor(bench, *row, asked.code, Instant::now());
    if (!factor || !factor->totp_step) return code_wrong();
    secrets::RecoveryCodes codes;
    auth::EnableSecondFactor command{row->user, *factor->totp_step, {}};
    for (const auto& code : crypto::new_recovery_codes()) {
        codes.recovery_codes.emplace_back(code.view());
        command.recovery_hashes.push_back(crypto::recovery_code_hash(row->user.text, code.view()));
    }
    const auto outcome = bench.commands.give(command, sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    wait_until_seen(bench, *outcome);
    return done(codes, {outcome->place});
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::DisableSecondFactor& asked) {
    auto checked = check_password(bench, request, asked.password);
    if (auto* instead = std::get_if<Answer>(&checked)) return std::move(*instead);
    const auto& row = std::get<auth::CredentialsRow>(checked);
    if (!row.second_factor) return refused("second_factor_not_enabled", "There is no second factor.");
    const auto attempt = attempt_of_code(request);
    if (const auto wait = bench.throttle.begin(attempt, Instant::now())) return too_many_attempts(*wait);
    if (!check_factor(bench, row, asked.code, Instant::now())) return code_wrong();
    bench.throttle.succeeded(attempt);
    const auto outcome = bench.commands.give(auth::DisableSecondFactor{row.user}, sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    wait_until_seen(bench, *outcome);
    return done({outcome->place}, [&bench, user = row.user] {
        if (const auto email = bench.email_of(user)) bench.mails.second_factor_disabled(*email);
    });
}

}  // namespace andvari::desk
