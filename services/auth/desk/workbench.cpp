#include "services/auth/desk/workbench.hpp"

namespace andvari::desk {

Workbench::Workbench(const DeskSettings& s, std::shared_ptr<bus::Connection> connection, std::uint64_t fence,
                     metrics::Registry& registry)
    : settings{s},
      records{s.location, fence},
      persons{vault::Vault::open_to_write(s.location)},
      directory{records},
      ring{records, s.access_token_seconds},
      habits{records, persons},
      credentials{s.location, *connection},
      commands{connection, s.outcome_patience},
      hashing{s.hashing, s.hashing_cost, registry},
      mails{*s.mailer, s.public_url} {}

std::optional<std::string> Workbench::email_of(const UserId& user) {
    const auto sealed = directory.address_of(user);
    return sealed ? persons.open(user, sealed_email, *sealed) : std::nullopt;
}

std::optional<std::string> Workbench::email_to_warn(const UserId& user) {
    return habits.wants_warnings(user) ? email_of(user) : std::nullopt;
}

void Workbench::stop() {
    commands.stop();
    credentials.stop();
}

Answer refused(std::string code, std::string reason, std::optional<std::int64_t> retry_after) {
    return {{.code = std::move(code), .reason = std::move(reason), .retry_after = retry_after, .body = {}, .places = {}}};
}

Answer unavailable() { return refused("unavailable", "It was not decided in time, and may yet have an effect: try again.", 1); }

Answer busy() { return refused("busy", "Too many passwords are waiting to be checked: try again in a moment.", 1); }

Answer too_many_attempts(std::int64_t seconds) {
    return refused("too_many_attempts", "There were too many failed attempts: wait before the next one.", seconds);
}

Answer token_invalid() { return refused("token_invalid", "The token is not known, was used, or has expired."); }

Answer refused_by_rules(const Outcome& outcome) {
    auto answer = refused(outcome.code, outcome.reason);
    answer.reply.places = {outcome.place};
    return answer;
}

Answer done(std::vector<std::string> places, std::function<void()> afterwards) {
    Answer answer;
    answer.reply.places = std::move(places);
    answer.afterwards = std::move(afterwards);
    return answer;
}

Sender sender_of(const secrets::Request& request) {
    if (!request.user) return desk_for(request);
    return {"owner:" + request.user->text, request.grants.value_or(""), request.id};
}

Sender desk_for(const secrets::Request& request) { return {.grants = {}, .correlation = request.id}; }

}  // namespace andvari::desk
