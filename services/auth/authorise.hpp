// Who may give a command at all, by this context's own replica of security's facts. Asked before the rules.
#pragma once

#include <optional>

#include "services/auth/domain.hpp"
#include "shared/access/rights.hpp"

namespace andvari::auth {

// The machine's own actors may give every command. Besides, only the person, and for three of them who may manage sessions.

/// Nobody who is known to be shut out begins a session, whoever asks: login_failed.
std::optional<Refusal> authorise(const Rights&, const OpenSession&, const Given&);
/// The same: token_invalid.
std::optional<Refusal> authorise(const Rights&, const RefreshSession&, const Given&);
// The person always: who may do nothing else may still shut others out of what is theirs. Others need manage_sessions.
std::optional<Refusal> authorise(const Rights&, const EndSession&, const Given&);
std::optional<Refusal> authorise(const Rights&, const EndAllSessions&, const Given&);
std::optional<Refusal> authorise(const Rights&, const RevokeKey&, const Given&);
/// No permission is needed: it is told of whatever is used.
std::optional<Refusal> authorise(const Rights&, const NoteUse&, const Given&);
/// Only the machine itself.
std::optional<Refusal> authorise(const Rights&, const ChangeRing&, const Given&);

/// Of all others: the person with manage_own_profile. To anybody else the rules do not find the person.
template <class C>
std::optional<Refusal> authorise(const Rights& rights, const C& command, const Given& given) {
    if (user_of(given.actor) != command.user.text) return std::nullopt;
    return rights.refuse(given, Permission::manage_own_profile);
}

}  // namespace andvari::auth
