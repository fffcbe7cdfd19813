#include "services/auth/desk/checking.hpp"

#include <algorithm>

#include "shared/crypto/recovery_codes.hpp"
#include "shared/crypto/totp.hpp"

namespace andvari::desk {
namespace {
bool is_totp(std::string_view code) {
    return code.size() == 6 && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}
}  // namespace

std::optional<std::string> password_hash(Workbench& bench, const std::optional<auth::CredentialsRow>& row) {
    if (!row || !row->password) return std::nullopt;
    return bench.persons.open(row->user, sealed_password, *row->password);
}

Attempt attempt_of(const secrets::Request& request) { return {"user " + request.user->text, network_of(request.address)}; }

Checked check_password(Workbench& bench, const secrets::Request& request, std::string_view password) {
    if (!request.user) return refused("permission_denied", "Log in first.");
    const auto attempt = attempt_of(request);
    if (const auto wait = bench.throttle.begin(attempt, Instant::now())) return too_many_attempts(*wait);
    auto row = bench.credentials.find(*request.user);
    const auto right = bench.hashing.verify(password_hash(bench, row), password);
    if (!right) {
        bench.throttle.withdrawn(attempt);
        return busy();
    }
    if (*right) {
        bench.throttle.succeeded(attempt);
        return *std::move(row);
    }
    auto answer = refused("password_wrong", "The password is wrong.");
    answer.afterwards = [&bench, user = *request.user, client = bench.persons.seal_client(*request.user, request),
                         sender = desk_for(request)] {
        if (client) bench.commands.tell(auth::NoteFailure{user, auth::Method::password, *client}, sender);
    };
    return answer;
}

std::optional<Factor> check_factor(Workbench& bench, const auth::CredentialsRow& row, std::string_view code, Instant now) {
    if (is_totp(code)) {
        const auto seed = row.seed ? bench.persons.open(row.user, sealed_seed, *row.seed) : std::nullopt;
        const auto step = seed ? crypto::verify_totp(*seed, code, now, row.totp_step) : std::nullopt;
        return step ? std::optional{Factor{auth::Method::totp, step, {}}} : std::nullopt;
    }
    auto hash = crypto::recovery_code_hash(row.user.text, code);
    if (std::ranges::find(row.recovery_hashes, hash) == row.recovery_hashes.end()) return std::nullopt;
    return Factor{auth::Method::recovery_code, {}, std::move(hash)};
}

void wait_until_seen(Workbench& bench, const Outcome& outcome) { bench.credentials.wait_for(outcome.sequence); }

}  // namespace andvari::desk
