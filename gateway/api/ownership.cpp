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

std::optional<Problem> check_content_type(const Call& call) {
    const auto field = call.request.field("Content-Type");
    auto type = field.substr(0, field.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
    if (http::equal_ignoring_case(type, "application/json")) return std::nullopt;
    return Problem{.code = "unsupported_media_type", .status = 415, .detail = "The body must be application/json."};
}

}  // namespace andvari::gateway
