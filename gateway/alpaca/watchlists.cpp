// Lists of assets that somebody watches: by id, or by name.
#include <algorithm>

#include "gateway/alpaca/assets.hpp"
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/fields.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/sending.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/keys.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using portfolio::AccountsView;
using portfolio::WatchlistRow;

/// Whose lists are meant: always the caller's own.
UserId user_of(const Call& call) { return {call.caller->actor.substr(call.caller->actor.find(':') + 1)}; }

Problem no_such_list() { return {.code = "watchlist_not_found", .status = 404, .detail = "watchlist not found"}; }

/// A list is called after the command that made it, and such an id tells when that was.
Instant created_at(const WatchlistRow& row) {
    if (!is_uuid(row.id.text) || row.id.text[14] != '7') return row.updated_at;
    const auto digits = row.id.text.substr(0, 8) + row.id.text.substr(9, 4);
    return {static_cast<std::int64_t>(std::stoull(digits, nullptr, 16)) * 1000};
}

/// The lists alone come without their assets.
void append_list(std::string& out, const WatchlistRow& row, std::string_view account, store::Database* stock) {
    JsonObject object{out};
    object.text("id", row.id).text("account_id", account).text("name", row.name);
    object.text("created_at", created_at(row)).text("updated_at", row.updated_at);
    if (!stock) return;
    const auto append = [&](std::string& into, const Symbol& symbol) {
        const auto instrument = stock::StockView::instrument(*stock, symbol);
        append_asset(into, instrument.value_or(stock::InstrumentRow{symbol, symbol.text, "USD"}));
    };
    object.raw("assets", array_of(row.symbols, append));
}

std::string account_of(Worker& worker, const Caller& caller, const UserId& user) {
    const auto account = trading_account(worker, caller, std::nullopt);
    return account ? uuid_of(account->id) : uuid_of(AccountId{user.text});
}

std::optional<std::string> show_list(Worker& worker, const Effect& effect) {
    const auto accounts = worker.models.open(Model::accounts), stock = worker.models.open(Model::stock);
    if (!accounts || !stock) return std::nullopt;
    const auto row = AccountsView::watchlist(**accounts, effect.user, {effect.id});
    if (!row) return std::nullopt;
    std::string out;
    append_list(out, *row, account_of(worker, Caller{{.actor = std::string{owner_prefix} + effect.user.text}}, effect.user),
                *stock);
    return out;
}

const Manner list_manner{show_list, write};

/// The caller's list that the path or the parameter names.
Result<WatchlistRow> list_named(Call& call) {
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    if (const auto* name = parameter(call, "name"); name && call.path[0].empty()) {
        const auto lists = AccountsView::watchlists(**db, user_of(call));
        const auto found = std::ranges::find(lists, *name, &WatchlistRow::name);
        if (found == lists.end()) return no_such_list();
        return *found;
    }
    if (!is_token(call.path[0])) return no_such_list();
    auto row = AccountsView::watchlist(**db, user_of(call), {call.path[0]});
    if (!row) return no_such_list();
    return std::move(*row);
}

template <class C>
std::optional<Problem> send(Call& call, CommandId id, const C& command) {
    Effect effect{Effect::Thing::watchlist, command.watchlist.text, 200, {}, longest_wait, &list_manner};
    effect.user = command.user;
    return submit(call, command_for(std::move(id), command.addressee(), command), std::move(effect));
}

/// The tickers of a list, each of an asset that is known; nothing where the body does not say.
Result<std::optional<std::vector<Symbol>>> symbols_of(Call& call, const Fields& fields) {
    const auto names = fields.list("symbols");
    if (!names) return std::optional<std::vector<Symbol>>{};
    std::vector<Symbol> symbols;
    for (const auto& name : *names) {
        auto symbol = symbol_named(call, name);
        if (!symbol) return unprocessable("instrument_not_found", "asset not found for " + name);
        if (std::ranges::find(symbols, *symbol) == symbols.end()) symbols.push_back(std::move(*symbol));
    }
    return std::optional{std::move(symbols)};
}

}  // namespace

std::optional<Problem> list_watchlists(Call& call) {
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    const auto account = account_of(call.worker, *call.caller, user_of(call));
    call.response->body = array_of(AccountsView::watchlists(**db, user_of(call)),
                                   [&](std::string& out, const WatchlistRow& row) { append_list(out, row, account, nullptr); });
    return std::nullopt;
}

std::optional<Problem> show_watchlist(Call& call) {
    const auto row = list_named(call);
    if (!row) return row.error();
    const auto stock = call.worker.models.open(Model::stock);
    if (!stock) return stock.error();
    append_list(call.response->body, *row, account_of(call.worker, *call.caller, user_of(call)), *stock);
    return std::nullopt;
}

std::optional<Problem> create_watchlist(Call& call) {
    const auto fields = Fields::parse(call.request.body);
    if (!fields) return fields.error();
    const auto name = fields->text("name");
    if (!name) return unprocessable("malformed_body", "name is required");
    auto symbols = symbols_of(call, *fields);
    if (!symbols) return symbols.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const portfolio::SaveWatchlist command{user_of(call), {id->text}, *name, symbols->value_or(std::vector<Symbol>{})};
    return send(call, std::move(*id), command);
}

/// What the body does not say stays as it is.
std::optional<Problem> save_watchlist(Call& call) {
    auto row = list_named(call);
    if (!row) return row.error();
    const auto fields = Fields::parse(call.request.body);
    if (!fields) return fields.error();
    auto symbols = symbols_of(call, *fields);
    if (!symbols) return symbols.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const portfolio::SaveWatchlist command{user_of(call), row->id, fields->text("name").value_or(row->name),
                                           symbols->value_or(row->symbols)};
    return send(call, std::move(*id), command);
}

std::optional<Problem> watch_asset(Call& call) {
    const auto row = list_named(call);
    if (!row) return row.error();
    const auto fields = Fields::parse(call.request.body);
    if (!fields) return fields.error();
    const auto name = fields->text("symbol");
    if (!name) return unprocessable("malformed_body", "symbol is required");
    const auto symbol = symbol_named(call, *name);
    if (!symbol) return unprocessable("instrument_not_found", "asset not found for " + *name);
    auto id = command_id(call);
    if (!id) return id.error();
    return send(call, std::move(*id), portfolio::WatchSymbol{user_of(call), row->id, *symbol});
}

std::optional<Problem> unwatch_asset(Call& call) {
    const auto row = list_named(call);
    if (!row) return row.error();
    const auto symbol = symbol_named(call, call.path[1]);
    if (!symbol) return symbol.error();
    auto id = command_id(call);
    if (!id) return id.error();
    return send(call, std::move(*id), portfolio::UnwatchSymbol{user_of(call), row->id, *symbol});
}

std::optional<Problem> drop_watchlist(Call& call) {
    const auto row = list_named(call);
    if (!row) return row.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const portfolio::DropWatchlist command{user_of(call), row->id};
    return submit(call, command_for(std::move(*id), command.addressee(), command),
                  {Effect::Thing::nothing, {}, 204, {}, longest_wait, &list_manner});
}

}  // namespace andvari::gateway::alpaca
