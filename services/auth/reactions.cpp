#include "services/auth/reactions.hpp"

namespace andvari::auth {

std::vector<Command> react(const security::Fact& fact) {
    if (const auto* e = std::get_if<security::Deactivated>(&fact)) return {ShutOut{e->user, e->reason}};
    return {};
}

std::vector<Command> react(const user::Fact& fact) {
    if (const auto* e = std::get_if<user::Erased>(&fact)) return {Close{e->user}};
    return {};
}

}  // namespace andvari::auth
