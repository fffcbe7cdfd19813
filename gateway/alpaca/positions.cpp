// What the account holds, and selling it.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/order_json.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/sending.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/valuation.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/performance.hpp"

namespace andvari::gateway::alpaca {
namespace {

using portfolio::AccountsView;
using portfolio::PositionRow;

Problem no_position() { return {.code = "position_not_found", .status = 404, .detail = "position does not exist"}; }

/// `part` / `whole` with nine decimals; 0 where the whole is nothing.
std::string ratio(Money part, Money whole) {
    if (!whole.positive()) return "0";
    return portfolio::Ratio::of_units(multiply_divide(part.units(), portfolio::Ratio::one, whole.units())).text();
}

/// What the market has said nothing of is shown at what it cost.
void append_position(std::string& out, const ValuedPosition& row) {
    const auto price = row.price.value_or(row.average_price.value_or(Price{})), lastday = row.lastday_price.value_or(price);
    const auto value = row.market_value.value_or(row.cost), profit = value - row.cost;
    const auto today = row.change_today.value_or(Money{});
    const auto one = Quantity::whole(1);
    JsonObject object{out};
    object.text("asset_id", asset_id_of(row.symbol)).text("symbol", row.symbol.text).text("exchange", "NYSE");
    object.text("asset_class", "us_equity").flag("asset_marginable", false).text("side", "long");
    object.text("qty", row.quantity).text("qty_available", row.available_quantity);
    object.text("avg_entry_price", row.average_price.value_or(Price{})).text("cost_basis", row.cost);
    object.text("market_value", value).text("current_price", price).text("lastday_price", lastday);
    object.text("change_today", ratio(value_of(price, one) - value_of(lastday, one), value_of(lastday, one)));
    object.text("unrealized_pl", profit).text("unrealized_plpc", ratio(profit, row.cost));
    object.text("unrealized_intraday_pl", today).text("unrealized_intraday_plpc", ratio(today, value - today));
}

std::vector<PositionRow> all_positions(store::Database& accounts, const AccountId& account) {
    constexpr std::int64_t at_once = 500;
    std::vector<PositionRow> rows;
    for (std::string after;;) {
        const auto page = AccountsView::positions(accounts, account, after, at_once);
        rows.insert(rows.end(), page.begin(), page.end());
        if (page.size() < static_cast<std::size_t>(at_once)) return rows;
        after = page.back().symbol.text;
    }
}

struct Held {
    portfolio::AccountRow account;
    PositionRow position;
};
Result<Held> position_named(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto symbol = symbol_named(call, call.path[0]);
    if (!symbol) return symbol.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    auto row = AccountsView::position(**db, account->id, *symbol);
    if (!row) return no_position();
    return Held{*account, std::move(*row)};
}

PlaceOrder sale_of(const PositionRow& row, Quantity quantity) {
    return {.account = row.account,
            .symbol = row.symbol,
            .side = order::Side::sell,
            .type = order::Kind::market,
            .time_in_force = order::TimeInForce::day,
            .quantity = quantity,
            .limit_price = {},
            .client_order_id = {}};
}

/// How much of it the query asks to sell: `qty`, `percentage`, or all.
Result<Quantity> quantity_to_close(const Call& call, const PositionRow& row) {
    const auto *qty = parameter(call, "qty"), *percentage = parameter(call, "percentage");
    if (qty && percentage) return bad_request("only one of qty and percentage may be given");
    if (qty) {
        const auto quantity = Quantity::parse(*qty);
        if (!quantity || !quantity->positive()) return bad_request("invalid qty: it must be a positive decimal number");
        return *quantity;
    }
    if (!percentage) return row.quantity;
    // A hundredth of a Money is a percentage with six decimals: so a whole is 100,000,000 of them.
    const auto part = Money::parse(*percentage);
    if (!part || !part->positive() || *part > Money::whole(100))
        return bad_request("invalid percentage: it must be from 0 to 100");
    return Quantity::of_units(multiply_divide(row.quantity.units(), part->units(), Money::whole(100).units()));
}

/// The commands to cancel what is open, where the query asks for that.
Result<std::vector<Command>> cancels_asked_for(Call& call, const AccountId& account) {
    std::vector<Command> commands;
    if (!flag_parameter(call, "cancel_orders")) return commands;
    const auto open = open_orders(call.worker, account);
    if (!open) return open.error();
    for (const auto& row : *open) commands.push_back(cancel_command(row));
    return commands;
}

/// What became of closing all: waits until the orders can be shown.
class ClosingAll : public std::enable_shared_from_this<ClosingAll> {
public:
    ClosingAll(Call& call, std::vector<PositionRow> rows)
        : worker_{call.worker}, caller_{call.caller}, timing_{call.timing}, rows_{std::move(rows)}, pending_{call.later()} {}

    /// First the cancels, so that nothing is reserved any more when the sales come.
    void sell(const auto&) {
        std::vector<Command> commands;
        for (const auto& row : rows_) {
            commands.push_back(place_command(sale_of(row, row.quantity)));
            orders_.push_back({commands.back().id.text});
        }
        const auto then = [self = shared_from_this()](const auto& outcomes) { self->show_when_reached(outcomes); };
        if (const auto problem = run_errands(worker_, caller_, std::move(commands), longest_wait, then)) fail(*problem);
    }
    void fail(const Problem& problem) {
        http::Response response;
        manner.refuse(response, problem);
        answer(response);
    }

private:
    void show_when_reached(const std::vector<std::optional<Outcome>>& outcomes) {
        std::vector<Target> targets;
        for (const auto& outcome : outcomes)
            if (outcome) targets.push_back({Model::orders, std::string{outcome->place.context()}, outcome->place.sequence});
        const auto then = [self = shared_from_this(), outcomes](bool) { self->show(outcomes); };
        if (!worker_.listener.when_reached(std::move(targets), longest_wait, then)) show(outcomes);
    }
    void show(const std::vector<std::optional<Outcome>>& outcomes) {
        http::Response response;
        response.status = 207;
        const auto db = worker_.models.open(Model::orders);
        std::size_t index = 0;
        response.body = array_of(rows_, [&](std::string& out, const PositionRow& row) {
            const auto& outcome = outcomes[index];
            const auto order = db ? order::OrdersView::find(**db, orders_[index]) : std::nullopt;
            ++index;
            JsonObject object{out};
            object.text("symbol", row.symbol.text).number("status", !outcome ? 500 : outcome->refused ? 422 : 200);
            if (order) object.raw("body", order_json(*order));
            else object.none("body");
        });
        answer(response);
    }
    void answer(const http::Response& response) {
        worker_.backend.meters.count(timing_, response.status);
        std::exchange(pending_, nullptr)->answer(response);
    }

    Worker& worker_;
    const CallerPointer caller_;
    const Timing timing_;
    const std::vector<PositionRow> rows_;
    std::vector<OrderId> orders_;
    std::unique_ptr<http::Pending> pending_;
};

}  // namespace

std::optional<Problem> list_positions(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto db = call.worker.models.open(Model::accounts);
    if (!db) return db.error();
    call.response->body = array_of(all_positions(**db, account->id), [&](std::string& out, const PositionRow& row) {
        append_position(out, valued(call.worker, row));
    });
    return std::nullopt;
}

std::optional<Problem> show_position(Call& call) {
    const auto held = position_named(call);
    if (!held) return held.error();
    append_position(call.response->body, valued(call.worker, held->position));
    return std::nullopt;
}

std::optional<Problem> close_position(Call& call) {
    const auto held = position_named(call);
    if (!held) return held.error();
    if (const auto own = own_account(call, held->account.id); !own) return no_position();
    const auto quantity = quantity_to_close(call, held->position);
    if (!quantity) return quantity.error();
    return send_order(call, sale_of(held->position, *quantity));
}

std::optional<Problem> close_all_positions(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    if (const auto own = own_account(call, account->id); !own) return own.error();
    auto cancels = cancels_asked_for(call, account->id);
    if (!cancels) return cancels.error();
    const auto accounts = call.worker.models.open(Model::accounts);
    if (!accounts) return accounts.error();
    auto rows = all_positions(**accounts, account->id);
    auto& worker = call.worker;
    const auto caller = call.caller;
    const auto closing = std::make_shared<ClosingAll>(call, std::move(rows));
    const auto then = [closing](const auto& outcomes) { closing->sell(outcomes); };
    if (const auto problem = run_errands(worker, caller, std::move(*cancels), longest_wait, then)) closing->fail(*problem);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
