#include "services/user/authorise.hpp"

namespace andvari::user {
namespace {
bool is_own(const auto& command, const Given& given) { return user_of(given.actor) == command.user.text; }

std::optional<Refusal> own_and_known(const Rights& rights, const auto& command, const Given& given) {
    if (!is_operator(given.actor) && !is_own(command, given)) return Refusal{"permission_denied", "only the person may do this"};
    if (auto refusal = rights.refuse(given, Permission::manage_own_profile)) return refusal;
    if (!rights.knows(command.user.text)) return user_not_found(command.user);
    return std::nullopt;
}
}  // namespace

std::optional<Refusal> authorise(const Rights& rights, const UpdateProfile& c, const Given& given) {
    return own_and_known(rights, c, given);
}

std::optional<Refusal> authorise(const Rights& rights, const SetPreferences& c, const Given& given) {
    return own_and_known(rights, c, given);
}

std::optional<Refusal> authorise(const Rights& rights, const Erase& c, const Given& given) {
    const auto needed = is_own(c, given) ? Permission::manage_own_profile : Permission::erase_users;
    if (auto refusal = rights.refuse(given, needed)) return refusal;
    if (!rights.knows(c.user.text)) return user_not_found(c.user);
    return std::nullopt;
}

}  // namespace andvari::user
