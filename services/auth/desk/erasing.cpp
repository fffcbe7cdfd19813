// Erasing a person: the person's key is destroyed, and what the desk keeps of the person goes.
#include "events/user.hpp"
#include "services/auth/desk/checking.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/lifecycle/crash_point.hpp"

namespace andvari::desk {

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::EraseMe& asked) {
    auto checked = check_password(bench, request, asked.password);
    if (auto* instead = std::get_if<Answer>(&checked)) return std::move(*instead);
    const auto outcome = bench.commands.give(user::Erase{*request.user, "asked for by the person"}, sender_of(request));
    if (!outcome) return unavailable();
    if (outcome->refused) return refused_by_rules(*outcome);
    return done({outcome->place});
}

void forget(Workbench& bench, const UserId& user) {
    // The address is known as long as the key is there; mails to it go first, so that a repetition after a crash finds the rest.
    if (const auto email = bench.email_of(user)) bench.mails.mailer().delete_mails_to(*email);
    crash_point("before_destroying");
    bench.persons.destroy(user);
    crash_point("after_destroying");
    bench.records.write([&](store::Database& db) { Habits::forget(db, user); });
    bench.directory.remove(user);
}

}  // namespace andvari::desk
