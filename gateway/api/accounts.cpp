// Accounts, their money, what they hold.
#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/valuation.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using portfolio::AccountsView;

constexpr std::int64_t usual_page = 50, largest_page = 500;

/// The account in the path, if the caller may see it.
Result<AccountId> account_in_path(Call& call) { return visible_account(call, {call.path[0]}); }

/// A command that an account of the caller's is the subject of, answered with the account.
template <class C>
std::optional<Problem> change_account(Call& call, const AccountId& account, const C& command) {
    auto id = command_id(call);
    if (!id) return id.error();
    return submit(call, command_for(std::move(*id), account.text, command), {Effect::Thing::account, account.text, 200});
}

template <class Movement>
std::optional<Problem> move_money(Call& call) {
    const auto account = own_account(call, {call.path[0]});
    if (!account) return account.error();
    const auto request = body_of<MoveMoney>(call, call.worker.document);
    if (!request) return request.error();
    return change_account(call, *account, Movement{*account, request->amount, request->currency});
}

}  // namespace

std::optional<Problem> open_account(Call& call) {
    const auto request = body_of<OpenAccount>(call, call.worker.document);
    if (!request) return request.error();
    auto id = command_id(call);
    if (!id) return id.error();
    // Without a name of its own the account is called after the command, so that a repeated request names the same one.
    const auto account = request->id.value_or(AccountId{id->text});
    return submit(call,
                  {std::move(*id), "cmd.portfolio." + account.text + ".open", std::string{portfolio::Open::type},
                   json::write(command_of(*request, account))},
                  {Effect::Thing::account, account.text, 201});
}

std::optional<Problem> list_accounts(Call& call) {
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto after = text_cursor(call, 'a');
    if (!after) return after.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    const auto from = after->value_or("");
    auto rows = call.caller->sees_everything ? AccountsView::all_accounts(**db, from, *limit + 1)
                                             : AccountsView::accounts_of(**db, call.caller->actor, from, *limit + 1);
    answer_page(call, rows, *limit, [](const portfolio::AccountRow& row) { return to_cursor('a', row.id.text); });
    return std::nullopt;
}

std::optional<Problem> show_account(Call& call) {
    const auto account = account_in_path(call);
    if (!account) return account.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    const auto row = AccountsView::account(**db, *account);
    if (!row) return not_found("account");
    const auto shown = valued(call.worker, *row);
    if (!shown) return shown.error();
    answer_one(call, json::write(*shown));
    return std::nullopt;
}

std::optional<Problem> deposit(Call& call) { return move_money<portfolio::Deposit>(call); }
std::optional<Problem> withdraw(Call& call) { return move_money<portfolio::Withdraw>(call); }

std::optional<Problem> make_transfer(Call& call) {
    const auto account = own_account(call, {call.path[0]});
    if (!account) return account.error();
    const auto request = body_of<MakeTransfer>(call, call.worker.document);
    if (!request) return request.error();
    const portfolio::Transfer command{*account, request->to, request->amount, request->currency, request->to_currency};
    return change_account(call, *account, command);
}

std::optional<Problem> close_account(Call& call) {
    const auto account = own_account(call, {call.path[0]});
    if (!account) return account.error();
    return change_account(call, *account, portfolio::Close{*account});
}

std::optional<Problem> reset_account(Call& call) {
    const auto account = own_account(call, {call.path[0]});
    if (!account) return account.error();
    const auto request = body_of<ResetAccount>(call, call.worker.document);
    if (!request) return request.error();
    return change_account(call, *account, portfolio::Reset{*account, request->cash});
}

std::optional<Problem> show_ledger(Call& call) {
    const auto account = account_in_path(call);
    if (!account) return account.error();
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto before = number_cursor(call, 'l');
    if (!before) return before.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    auto rows = AccountsView::ledger(**db, *account, *before, *limit + 1);
    answer_page(call, rows, *limit, [](const portfolio::LedgerRow& row) { return to_cursor('l', std::to_string(row.place)); });
    return std::nullopt;
}

std::optional<Problem> list_positions(Call& call) {
    const auto account = account_asked_for(call);
    if (!account) return account.error();
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto after = text_cursor(call, 'p');
    if (!after) return after.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    std::vector<ValuedPosition> rows;
    for (const auto& row : AccountsView::positions(**db, *account, after->value_or(""), *limit + 1))
        rows.push_back(valued(call.worker, row));
    answer_page(call, rows, *limit, [](const portfolio::PositionRow& row) { return to_cursor('p', row.symbol.text); });
    return std::nullopt;
}

std::optional<Problem> show_position(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return not_found("position");
    const auto account = account_asked_for(call);
    if (!account) return account.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    const auto row = AccountsView::position(**db, *account, *symbol);
    if (!row) return not_found("position");
    answer_one(call, json::write(valued(call.worker, *row)));
    return std::nullopt;
}

}  // namespace andvari::gateway
