#include "gateway/api/ownership.hpp"

#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"

namespace andvari::gateway {
namespace {

constexpr std::int64_t most_accounts_of_an_owner = 1000;

}  // namespace

Result<AccountId> visible_account(Call& call, AccountId account) {
    const auto visible = call.worker.models.may_see(*call.caller, account);
    if (!visible) return visible.error();
    if (!*visible) return not_found("account");
    return account;
}

Result<AccountId> own_account(Call& call, AccountId account) {
    const auto allowed = call.worker.models.may_act_on(*call.caller, account);
    if (!allowed) return allowed.error();
    if (!*allowed) return not_found("account");
    return account;
}

Result<AccountId> account_asked_for(Call& call) {
    if (const auto* name = parameter(call, "account")) return visible_account(call, {*name});
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    auto own = portfolio::AccountsView::ids_of(**db, call.caller->actor, 2);
    if (own.size() != 1) return parameter_problem("account", "must say which account is meant");
    return std::move(own.front());
}

Result<Accounts> accounts_asked_for(Call& call) {
    if (const auto* name = parameter(call, "account")) {
        auto account = visible_account(call, {*name});
        if (!account) return account.error();
        return Accounts{false, {std::move(*account)}};
    }
    if (call.caller->sees_everything) return Accounts{true, {}};
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    return Accounts{false, portfolio::AccountsView::ids_of(**db, call.caller->actor, most_accounts_of_an_owner)};
}

}  // namespace andvari::gateway
