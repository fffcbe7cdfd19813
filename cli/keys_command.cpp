#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/administration.hpp"
#include "cli/command_sender.hpp"
#include "cli/people.hpp"
#include "events/secrets.hpp"

namespace andvari::cli {

int keys_list(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    People people{attached.location()};
    const auto time = [](const std::optional<Instant>& moment) { return moment ? moment->text() : std::string{"-"}; };
    fmt::print("{:<20}  {:<20}  {:<27}  {:<27}  {:<27}  {}\n", "KEY", "NAME", "CREATED", "LAST USE", "REVOKED", "SCOPES");
    for (const auto& key : security::AccessView::keys(people.access(), people.find(a.user), "", a.limit)) {
        std::vector<std::string_view> scopes;
        for (const auto permission : key.scopes.list()) scopes.push_back(json::name_of(permission));
        fmt::print("{:<20}  {:<20}  {:<27}  {:<27}  {:<27}  {}\n", key.id.text, people.key_name(key), key.created.text(),
                   time(key.used), time(key.revoked), fmt::join(scopes, ","));
    }
    return 0;
}

int keys_revoke(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    const auto user = People{attached.location()}.find(a.user);
    CommandSender{attached}.send(user.text, auth::RevokeKey{user, {a.key}, a.reason});
    fmt::print("key {} of {} is revoked\n", a.key, user.text);
    return 0;
}

int keys_rotate(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    CommandSender{attached}.ask_desk(secrets::RotateSigningKeys{a.reason});
    fmt::print("access tokens are signed with the next key; those that are about stay good until they expire\n");
    return 0;
}

}  // namespace andvari::cli
