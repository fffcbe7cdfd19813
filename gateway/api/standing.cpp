#include "gateway/api/standing.hpp"

#include "gateway/api/keys.hpp"
#include "services/security/access_view.hpp"
#include "shared/access/grants.hpp"

namespace andvari::gateway {
namespace {

using security::AccessView;

/// What the credential narrows the user's permissions to; nothing where it does not count any more.
struct Scope {
    std::optional<PermissionSet> permissions;
    std::optional<Instant> used;
};

Scope scope_of_session(store::Database& access, const Identity& identity, Instant now) {
    const auto row = AccessView::session(access, *identity.session);
    if (!row || row->user != identity.user || row->ending || row->expires <= now) return {};
    return {PermissionSet::all(), row->used};
}

Scope scope_of_key(store::Database& access, const Identity& identity, Instant now) {
    const auto row = AccessView::key(access, *identity.key);
    if (!row || row->user != identity.user || row->revoked || (row->expires && *row->expires <= now)) return {};
    if (row->secret_hash != identity.secret_hash) return {};
    return {row->scopes, row->used.value_or(Instant{})};
}

Scope scope_of(store::Database& access, const Identity& identity, Instant now) {
    if (identity.session) return scope_of_session(access, identity, now);
    if (identity.key) return scope_of_key(access, identity, now);
    return {PermissionSet::all(), std::nullopt};
}

}  // namespace

std::optional<Caller> standing_of(store::Database& access, const Identity& identity, Instant now) {
    const auto scope = scope_of(access, identity, now);
    if (!scope.permissions) return std::nullopt;
    const auto row = AccessView::access(access, identity.user);
    // The owner of a configured key is somebody, but may do nothing before security has admitted them.
    const bool configured = !identity.session && !identity.key;
    if (row ? row->status != security::Status::active : !configured) return std::nullopt;
    Caller caller{identity};
    if (row) caller.permissions = row->permissions & *scope.permissions;
    caller.grants = to_text({row ? row->revision : 0, caller.permissions});
    caller.sees_everything = caller.permissions.has(Permission::view_all_accounts);
    caller.used = scope.used;
    return caller;
}

Caller the_operator() {
    Caller caller{{.actor = std::string{operator_actor}}};
    caller.permissions = PermissionSet::all();
    caller.sees_everything = true;
    return caller;
}

}  // namespace andvari::gateway
