#include "services/user/reactions.hpp"

namespace andvari::user {

std::vector<Command> react(const auth::Fact& fact) {
    const auto* e = std::get_if<auth::Registered>(&fact);
    if (e == nullptr || !e->profile) return {};
    return {TakeProfile{e->user, *e->profile}};
}

}  // namespace andvari::user
