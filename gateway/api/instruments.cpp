// Administration of instruments: what can be traded and by which rules, halts, splits and dividends.
#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway {
namespace {

using stock::StockView;

/// Whether the instrument in the path is known.
Result<bool> is_known(Call& call, const Symbol& symbol) {
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    return StockView::instrument(**db, symbol).has_value();
}

/// The instrument in the path, which is known.
Result<Symbol> instrument_in_path(Call& call) {
    auto symbol = symbol_in_path(call, 0);
    if (!symbol) return symbol;
    const auto known = is_known(call, *symbol);
    if (!known) return known.error();
    if (!*known) return not_found("instrument");
    return symbol;
}

/// A command about an instrument, after which the answer shows it.
template <class C>
std::optional<Problem> change(Call& call, const C& command, int status = 200) {
    auto id = command_id(call);
    if (!id) return id.error();
    return submit(call, command_for(std::move(*id), to_token(command.symbol), command),
                  {Effect::Thing::instrument, command.symbol.text, status});
}

/// The same about an action.
template <class C>
std::optional<Problem> change_action(Call& call, CommandId id, const std::string& action, const C& command, int status) {
    Effect effect{Effect::Thing::action, action, status};
    effect.symbol = command.symbol;
    return submit(call, command_for(std::move(id), to_token(command.symbol), command), std::move(effect));
}

/// One that makes an action, which is called after it.
template <class C>
std::optional<Problem> announce(Call& call, const C& command) {
    auto id = command_id(call);
    if (!id) return id.error();
    const auto action = id->text;
    return change_action(call, std::move(*id), action, command, 201);
}

}  // namespace

std::optional<Problem> define_instrument(Call& call) {
    if (!is_symbol(call.path[0]))
        return Problem{.code = "symbol_invalid",
                       .status = 422,
                       .detail = "A symbol has 1 to 8 capital letters or digits, and perhaps a point and 1 to 4 more."};
    const Symbol symbol{call.path[0]};
    const auto request = body_of<DefineInstrument>(call, call.worker.document);
    if (!request) return request.error();
    const auto known = is_known(call, symbol);
    if (!known) return known.error();
    return change(call, stock::List{symbol, request->name, request->currency}, *known ? 200 : 201);
}

std::optional<Problem> set_rules(Call& call) {
    const auto symbol = instrument_in_path(call);
    if (!symbol) return symbol.error();
    const auto rules = body_of<stock::Rules>(call, call.worker.document);
    if (!rules) return rules.error();
    return change(call, stock::SetRules{*symbol, *rules});
}

std::optional<Problem> halt_instrument(Call& call) {
    const auto symbol = instrument_in_path(call);
    if (!symbol) return symbol.error();
    const auto request = body_of<HaltInstrument>(call, call.worker.document);
    if (!request) return request.error();
    return change(call, stock::Halt{*symbol, request->reason});
}

std::optional<Problem> resume_instrument(Call& call) {
    const auto symbol = instrument_in_path(call);
    if (!symbol) return symbol.error();
    return change(call, stock::Resume{*symbol});
}

std::optional<Problem> announce_split(Call& call) {
    const auto symbol = instrument_in_path(call);
    if (!symbol) return symbol.error();
    const auto request = body_of<AnnounceSplit>(call, call.worker.document);
    if (!request) return request.error();
    return announce(call, stock::AnnounceSplit{*symbol, request->ratio, request->effective});
}

std::optional<Problem> announce_dividend(Call& call) {
    const auto symbol = instrument_in_path(call);
    if (!symbol) return symbol.error();
    const auto request = body_of<AnnounceDividend>(call, call.worker.document);
    if (!request) return request.error();
    return announce(call, stock::AnnounceDividend{*symbol, request->per_share, request->ex, request->pays});
}

std::optional<Problem> cancel_action(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return symbol.error();
    const auto& action = call.path[1];
    if (!is_token(action)) return not_found("action");
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    if (!StockView::action(**db, *symbol, action)) return not_found("action");
    auto id = command_id(call);
    if (!id) return id.error();
    return change_action(call, std::move(*id), action, stock::CancelAction{*symbol, action}, 200);
}

std::optional<Problem> list_instrument_acts(Call& call) {
    const auto limit = limit_parameter(call, 50, 500);
    if (!limit) return limit.error();
    const auto before = number_cursor(call, 'n');
    if (!before) return before.error();
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    auto acts = StockView::acts(**db, *before, *limit + 1);
    answer_page(call, acts, *limit, [](const stock::InstrumentAct& act) { return to_cursor('n', std::to_string(act.place)); });
    return std::nullopt;
}

}  // namespace andvari::gateway
