#include "services/auth/authorise.hpp"

namespace andvari::auth {
namespace {
bool is_own(const auto& command, const Given& given) { return user_of(given.actor) == command.user.text; }

std::optional<Refusal> own_or_managed(const Rights& rights, const auto& command, const Given& given) {
    if (is_own(command, given)) return std::nullopt;
    return rights.refuse(given, Permission::manage_sessions);
}
}  // namespace

std::optional<Refusal> authorise(const Rights& rights, const OpenSession& c, const Given&) {
    if (!rights.shut_out(c.user.text)) return std::nullopt;
    return Refusal{"login_failed", "the user is deactivated"};
}

std::optional<Refusal> authorise(const Rights& rights, const RefreshSession& c, const Given&) {
    if (!rights.shut_out(c.user.text)) return std::nullopt;
    return token_invalid();
}

std::optional<Refusal> authorise(const Rights& rights, const EndSession& c, const Given& given) {
    return own_or_managed(rights, c, given);
}

std::optional<Refusal> authorise(const Rights& rights, const EndAllSessions& c, const Given& given) {
    return own_or_managed(rights, c, given);
}

std::optional<Refusal> authorise(const Rights& rights, const RevokeKey& c, const Given& given) {
    return own_or_managed(rights, c, given);
}

std::optional<Refusal> authorise(const Rights&, const NoteUse&, const Given&) { return std::nullopt; }

std::optional<Refusal> authorise(const Rights&, const ChangeRing&, const Given& given) {
    if (is_operator(given.actor)) return std::nullopt;
    return Refusal{"permission_denied", "only the machine itself changes its keys"};
}

}  // namespace andvari::auth
