// andvari users|roles|sessions|keys: who there is, what they may do, by what they come in. Each function is one command; those
// that change something need a running system, and say why they do it. All throw in one clear line.
#pragma once

#include <string>
#include <vector>

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// What the command line says; not every command uses all of it.
struct Administration {
    std::string user;  ///< An id or an e-mail address.
    std::string role, session, key;
    std::vector<std::string> permissions;
    std::string reason;
    std::int64_t limit = 50;
};

int users_list(const Configuration&, StopSignal&, const Administration&);  ///< Of one role, where `role` is given.
int users_show(const Configuration&, StopSignal&, const Administration&);
int users_acts(const Configuration&, StopSignal&, const Administration&);
int users_deactivate(const Configuration&, StopSignal&, const Administration&);
int users_reactivate(const Configuration&, StopSignal&, const Administration&);
int users_grant(const Configuration&, StopSignal&, const Administration&);
int users_revoke(const Configuration&, StopSignal&, const Administration&);
int users_erase(const Configuration&, StopSignal&, const Administration&);

int roles_list(const Configuration&, StopSignal&, const Administration&);
int roles_define(const Configuration&, StopSignal&, const Administration&);
int roles_remove(const Configuration&, StopSignal&, const Administration&);

int sessions_list(const Configuration&, StopSignal&, const Administration&);
int sessions_end(const Configuration&, StopSignal&, const Administration&);  ///< All, where `session` is empty.

int keys_list(const Configuration&, StopSignal&, const Administration&);
int keys_revoke(const Configuration&, StopSignal&, const Administration&);
int keys_rotate(const Configuration&, StopSignal&, const Administration&);  ///< The keys that access tokens are signed with.

}  // namespace andvari::cli
