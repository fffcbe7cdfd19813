// Lists of symbols that somebody watches.
#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using portfolio::AccountsView;

/// Whose lists are meant: always the caller's own.
UserId user_of(const Call& call) { return {call.caller->actor.substr(call.caller->actor.find(':') + 1)}; }

/// The caller's list in the path.
Result<portfolio::WatchlistRow> watchlist_in_path(Call& call) {
    if (!is_token(call.path[0])) return not_found("watchlist");
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    auto row = AccountsView::watchlist(**db, user_of(call), {call.path[0]});
    if (!row) return not_found("watchlist");
    return std::move(*row);
}

template <class C>
std::optional<Problem> send(Call& call, CommandId id, const C& command, int status) {
    Effect effect{Effect::Thing::watchlist, command.watchlist.text, status};
    effect.user = command.user;
    return submit(call, command_for(std::move(id), command.addressee(), command), std::move(effect));
}

/// The list as the body has it, under this id.
std::optional<Problem> save(Call& call, std::optional<portfolio::WatchlistId> watchlist, int status) {
    auto request = body_of<SaveList>(call, call.worker.document);
    if (!request) return request.error();
    auto id = command_id(call);
    if (!id) return id.error();
    // Like an account, a new list is called after the command, so that a repeated request names the same one.
    if (!watchlist) watchlist = portfolio::WatchlistId{id->text};
    const portfolio::SaveWatchlist command{user_of(call), *watchlist, std::move(request->name), std::move(request->symbols)};
    return send(call, std::move(*id), command, status);
}

}  // namespace

std::optional<Problem> list_watchlists(Call& call) {
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    answer_list(call, json::write(AccountsView::watchlists(**db, user_of(call))), "");
    return std::nullopt;
}

std::optional<Problem> show_watchlist(Call& call) {
    const auto row = watchlist_in_path(call);
    if (!row) return row.error();
    answer_one(call, json::write(*row));
    return std::nullopt;
}

std::optional<Problem> create_watchlist(Call& call) { return save(call, std::nullopt, 201); }

std::optional<Problem> save_watchlist(Call& call) {
    const auto row = watchlist_in_path(call);
    if (!row) return row.error();
    return save(call, row->id, 200);
}

std::optional<Problem> drop_watchlist(Call& call) {
    const auto row = watchlist_in_path(call);
    if (!row) return row.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const portfolio::DropWatchlist command{user_of(call), row->id};
    return submit(call, command_for(std::move(*id), command.addressee(), command), {Effect::Thing::nothing, "", 204});
}

std::optional<Problem> watch_symbol(Call& call) {
    const auto row = watchlist_in_path(call);
    if (!row) return row.error();
    const auto request = body_of<WatchRequest>(call, call.worker.document);
    if (!request) return request.error();
    auto id = command_id(call);
    if (!id) return id.error();
    return send(call, std::move(*id), portfolio::WatchSymbol{user_of(call), row->id, request->symbol}, 200);
}

std::optional<Problem> unwatch_symbol(Call& call) {
    const auto row = watchlist_in_path(call);
    if (!row) return row.error();
    const auto symbol = symbol_in_path(call, 1);
    if (!symbol) return not_found("symbol");
    auto id = command_id(call);
    if (!id) return id.error();
    return send(call, std::move(*id), portfolio::UnwatchSymbol{user_of(call), row->id, *symbol}, 200);
}

}  // namespace andvari::gateway
