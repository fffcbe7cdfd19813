// andvari users|roles|sessions|keys: who there is, what they may do, by what they come in; andvari instruments: what can be
// traded. Each function is one command; those that change something need a running system, and about people say why they do it.
// All throw in one clear line.
#pragma once

#include <string>
#include <vector>

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// What the command line says of an instrument, as it was typed; empty where nothing was said.
struct InstrumentArguments {
    std::string symbol, name, currency = "USD";
    std::string tick, lot, least_notional, tradable, fractionable;
    bool no_rules = false;
    std::string ratio, effective;
    std::string per_share, ex, pays;
    std::string action;
};

/// What the command line says; not every command uses all of it.
struct Administration {
    std::string user;  ///< An id or an e-mail address.
    std::string role, session, key;
    std::vector<std::string> permissions;
    std::string reason;
    std::int64_t limit = 50;
    InstrumentArguments instrument;
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

int instruments_list(const Configuration&, StopSignal&, const Administration&);
int instruments_show(const Configuration&, StopSignal&, const Administration&);
int instruments_acts(const Configuration&, StopSignal&, const Administration&);
int instruments_define(const Configuration&, StopSignal&, const Administration&);
int instruments_rules(const Configuration&, StopSignal&, const Administration&);  ///< In place of those before.
int instruments_halt(const Configuration&, StopSignal&, const Administration&);
int instruments_resume(const Configuration&, StopSignal&, const Administration&);
int instruments_split(const Configuration&, StopSignal&, const Administration&);
int instruments_dividend(const Configuration&, StopSignal&, const Administration&);
int instruments_cancel(const Configuration&, StopSignal&, const Administration&);

}  // namespace andvari::cli
