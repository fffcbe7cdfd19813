#include "services/security/reactions.hpp"

namespace andvari::security {

std::vector<Command> react(const auth::Fact& fact) {
    if (const auto* e = std::get_if<auth::Registered>(&fact)) return {Welcome{e->user}};
    return {};
}

std::vector<Command> react(const user::Fact& fact) {
    if (const auto* e = std::get_if<user::Erased>(&fact)) return {Forget{e->user}};
    return {};
}

}  // namespace andvari::security
