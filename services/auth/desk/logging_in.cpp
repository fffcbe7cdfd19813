// Logging in: the password, the second factor where there is one, and a session.
#include "services/auth/desk/checking.hpp"
#include "services/auth/desk/tokens.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/tokens.hpp"
#include "shared/json/read.hpp"

namespace andvari::desk {
namespace {
const UserId nobody{"nobody"};  // Looked up where the address is not known, so that the same is asked of the databases.

Answer login_failed() { return refused("login_failed", "The e-mail address or the password is wrong."); }

std::function<void()> note_failure(Workbench& bench, const secrets::Request& request, const UserId& user, auth::Method method) {
    return [&bench, request_of_user = desk_for(request), user, method, client = bench.persons.seal_client(user, request)] {
        if (client) bench.commands.tell(auth::NoteFailure{user, method, *client}, request_of_user);
    };
}

/// Nothing where the password was hashed at today's costs.
std::function<void()> rehash(Workbench& bench, const secrets::Request& request, const auth::CredentialsRow& row,
                             const secrets::LogIn& asked) {
    const auto hash = password_hash(bench, row);
    if (!hash || !bench.hashing.is_outdated(*hash)) return {};
    auto password = std::make_shared<crypto::Secret>(asked.password);
    return [&bench, row, password, sender = desk_for(request)] {
        const auto fresh = bench.hashing.hash(password->view());
        const auto sealed = fresh ? bench.persons.seal(row.user, sealed_password, *fresh) : std::nullopt;
        if (!sealed) return;
        bench.commands.tell(auth::ChangePassword{row.user, *sealed, row.password_revision, auth::PasswordChange::rehashed, {}},
                            sender);
    };
}

void warn_of_new_device(Workbench& bench, const UserId& user, const std::string& device, const std::string& address) {
    if (!bench.habits.is_new_device(user, bench.directory.key_of(user.text + '\n' + device), Instant::now())) return;
    if (const auto email = bench.email_to_warn(user)) bench.mails.new_device(*email, device, address);
}

/// The password was right, and the second factor where one is asked for.
Answer open_session(Workbench& bench, const secrets::Request& request, const secrets::LogIn& asked,
                    const auth::CredentialsRow& row, const Factor& factor) {
    const auto now = Instant::now();
    const SessionId session{new_id()};
    auto refresh_token = new_refresh_token(row.user, session);
    const auto client = bench.persons.seal_client(row.user, request);
    if (!client) return login_failed();  // Erased meanwhile.
    const Sender sender{"owner:" + row.user.text, {}, request.id};
    const auto outcome = bench.commands.give(
        auth::OpenSession{row.user, session, row.password_revision, factor.method, factor.totp_step, factor.recovery_hash,
                          crypto::token_hash(refresh_token), now.plus_seconds(refresh_token_seconds), *client},
        sender);
    if (!outcome) return unavailable();
    if (outcome->refused)
        return outcome->code == "second_factor_used" ? refused("second_factor_wrong", "The code was used before.")
                                                     : login_failed();
    const auto opened = json::read<auth::SessionOpened>(outcome->body).value();
    return done(tokens_of(bench.ring, row.user, session, std::move(refresh_token), opened.expires, now), {outcome->place},
                [&bench, user = row.user, device = request.device, address = request.address,
                 renew = rehash(bench, request, row, asked)] {
                    warn_of_new_device(bench, user, device, address);
                    if (renew) renew();
                });
}

Answer second_step(Workbench& bench, const secrets::Request& request, const secrets::LogIn& asked,
                   const auth::CredentialsRow& row, const Attempt& attempt) {
    Factor factor{auth::Method::password, {}, {}};
    if (row.second_factor) {
        if (!asked.code) {
            bench.throttle.withdrawn(attempt);
            return refused("second_factor_required", "The code of the second factor is asked for, too.");
        }
        const auto found = check_factor(bench, row, *asked.code, Instant::now());
        if (!found) {
            auto answer = refused("second_factor_wrong", "The code is wrong, or was used before.");
            answer.afterwards = note_failure(bench, request, row.user, auth::Method::totp);
            return answer;
        }
        factor = *found;
    }
    bench.throttle.succeeded(attempt);
    return open_session(bench, request, asked, row, factor);
}
}  // namespace

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::LogIn& asked) {
    const auto key = bench.directory.key_of(asked.email);
    const Attempt attempt{"address " + key, network_of(request.address)};
    if (const auto wait = bench.throttle.begin(attempt, Instant::now())) return too_many_attempts(*wait);
    const auto entry = bench.directory.find(key);
    const auto row = bench.credentials.find(entry ? entry->user : nobody);
    const auto right = bench.hashing.verify(password_hash(bench, row), asked.password);
    if (!right) {
        bench.throttle.withdrawn(attempt);
        return busy();
    }
    if (*right && row->verified) return second_step(bench, request, asked, *row, attempt);
    auto answer = login_failed();
    if (row) answer.afterwards = note_failure(bench, request, row->user, auth::Method::password);
    return answer;
}

}  // namespace andvari::desk
