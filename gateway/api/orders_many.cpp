// Requests that become several orders or cancels, or an order of what is held.
#include "gateway/api/batch.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/worker.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"

namespace andvari::gateway {
namespace {
using order::OrdersView;
using portfolio::AccountsView;

/// More than these are cancelled or closed by asking again.
constexpr std::int64_t most_parts = 500;

/// The account that the parameter names, which must be there: nobody closes everything by forgetting a word.
Result<AccountId> account_to_act_on(Call& call) {
    const auto* text = parameter(call, "account");
    if (!text) return parameter_problem("account", "must say of which account");
    return own_account(call, {*text});
}

/// Cancels of all open orders of the account, or of one symbol.
Result<std::vector<Part>> cancels(Call& call, const CommandId& id, const AccountId& account,
                                  const std::optional<Symbol>& symbol) {
    const auto db = call.worker.models.open(Model::orders);
    if (!db) return db.error();
    order::OrderQuery query;
    query.accounts = {account};
    query.which = order::OrderQuery::Which::open;
    query.symbol = symbol;
    query.limit = most_parts;
    std::vector<Part> parts;
    for (const auto& row : OrdersView::list(**db, query))
        parts.push_back(
            {command_for(part_id(id, row.id.text), account.text, order::Cancel{account, row.id}), "order", row.id.text});
    return parts;
}

order::Place sale(const AccountId& account, const Symbol& symbol, Quantity quantity) {
    return {account,  symbol,       order::Side::sell, order::Kind::market, order::TimeInForce::day,
            quantity, std::nullopt, std::nullopt};
}

/// How much of the position is to be sold.
Result<Quantity> part_of(const Call& call, Quantity held) {
    const auto* quantity = parameter(call, "quantity");
    const auto* percentage = parameter(call, "percentage");
    if (quantity && percentage) return parameter_problem("percentage", "does not go with a quantity");
    if (quantity) {
        const auto parsed = Quantity::parse(*quantity);
        if (!parsed || !parsed->positive()) return parameter_problem("quantity", "must be a decimal number above 0");
        return *parsed;
    }
    if (!percentage) return held;
    const auto parsed = Percent::parse(*percentage);
    if (!parsed || !parsed->positive() || *parsed > Percent::whole(100))
        return parameter_problem("percentage", "must be a decimal number above 0 and at most 100");
    const auto exact = static_cast<__int128>(held.units()) * parsed->units() / Percent::whole(100).units();
    return Quantity::of_units(static_cast<std::int64_t>(exact));
}

Result<bool> cancel_orders_parameter(const Call& call) {
    const auto* text = parameter(call, "cancel_orders");
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    return parameter_problem("cancel_orders", "must be true or false");
}
}  // namespace

std::optional<Problem> cancel_orders(Call& call) {
    const auto account = account_to_act_on(call);
    if (!account) return account.error();
    const auto symbol = symbol_parameter(call);
    if (!symbol) return symbol.error();
    const auto id = command_id(call);
    if (!id) return id.error();
    auto parts = cancels(call, *id, *account, *symbol);
    if (!parts) return parts.error();
    return submit_all(call, std::move(*parts));
}

std::optional<Problem> close_position(Call& call) {
    const auto symbol = symbol_in_path(call, 0);
    if (!symbol) return not_found("position");
    const auto account = account_to_act_on(call);
    if (!account) return account.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    const auto position = AccountsView::position(**db, *account, *symbol);
    if (!position) return not_found("position");
    const auto quantity = part_of(call, position->quantity);
    if (!quantity) return quantity.error();
    auto id = command_id(call);
    if (!id) return id.error();
    const auto order = id->text;
    return submit(call, command_for(std::move(*id), account->text, sale(*account, *symbol, *quantity)),
                  {Effect::Thing::order, order, 201});
}

std::optional<Problem> close_positions(Call& call) {
    const auto account = account_to_act_on(call);
    if (!account) return account.error();
    const auto cancel = cancel_orders_parameter(call);
    if (!cancel) return cancel.error();
    const auto id = command_id(call);
    if (!id) return id.error();
    std::vector<Part> first, sales;
    if (*cancel) {
        auto parts = cancels(call, *id, *account, std::nullopt);
        if (!parts) return parts.error();
        first = std::move(*parts);
    }
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    for (const auto& row : AccountsView::positions(**db, *account, "", most_parts)) {
        auto part = part_id(*id, row.symbol.text);
        const auto order = part.text;
        sales.push_back({command_for(std::move(part), account->text, sale(*account, row.symbol, row.quantity)), "symbol",
                         row.symbol.text, order});
    }
    if (sales.empty()) sales = std::exchange(first, {});
    return submit_all(call, std::move(first), std::move(sales));
}

}  // namespace andvari::gateway
