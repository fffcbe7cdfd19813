#include <fmt/format.h>

#include "cli/administration.hpp"
#include "cli/command_sender.hpp"
#include "cli/people.hpp"

namespace andvari::cli {

int sessions_list(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    People people{attached.location()};
    fmt::print("{:<36}  {:<27}  {:<27}  {:<16}  {}\n", "SESSION", "OPENED", "LAST USE", "ENDED", "FROM");
    const auto user = people.find(a.user);
    for (const auto& session : security::AccessView::sessions(people.access(), user, std::nullopt, std::nullopt, a.limit))
        fmt::print("{:<36}  {:<27}  {:<27}  {:<16}  {}\n", session.id.text, session.opened.text(), session.used.text(),
                   session.ending ? json::name_of(*session.ending) : "-", people.client(user, session.client));
    return 0;
}

int sessions_end(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    const auto user = People{attached.location()}.find(a.user);
    CommandSender sender{attached};
    if (a.session.empty()) sender.send(user.text, auth::EndAllSessions{user, std::nullopt, a.reason});
    else sender.send(user.text, auth::EndSession{user, {a.session}, a.reason});
    fmt::print("{} of {} ended\n", a.session.empty() ? "all sessions" : "session " + a.session, user.text);
    return 0;
}

}  // namespace andvari::cli
