// What an order would cost, and what would refuse it: the services' own rules, asked about what the read models show. Nothing is
// sent, so by the time that the order is placed the answer may be another one.
#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/worker.hpp"
#include "services/order/domain.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/fees.hpp"
#include "services/portfolio/reactions.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway {
namespace {
using portfolio::AccountsView;

struct Obstacle {
    std::string code, reason;
    static constexpr auto fields = json::fields(json::field("code", &Obstacle::code), json::field("reason", &Obstacle::reason));
};

struct Preview {
    bool acceptable = false;
    std::optional<Price> price;  ///< What it would trade at now; absent without a quote of that side.
    std::optional<Price> protection;
    std::optional<Money> value;     ///< At that price.
    std::optional<Money> reserved;  ///< Set aside at most, of a buy.
    Money fees;
    Money buying_power;
    std::optional<Money> buying_power_after;
    std::vector<Obstacle> refusals;
    static constexpr auto fields = json::fields(
        json::field("acceptable", &Preview::acceptable), json::field("price", &Preview::price),
        json::field("protection", &Preview::protection), json::field("value", &Preview::value),
        json::field("reserved", &Preview::reserved), json::field("fees", &Preview::fees),
        json::field("buying_power", &Preview::buying_power), json::field("buying_power_after", &Preview::buying_power_after),
        json::field("refusals", &Preview::refusals));
};

constexpr std::int64_t all_positions = 100'000;

/// The account as the portfolio has it, as far as its rules for an order ask.
portfolio::Account account_of(store::Database& db, const portfolio::AccountRow& row) {
    portfolio::Account account{.owner = row.owner,
                               .currency = row.currency,
                               .kind = row.kind,
                               .closed = row.status == portfolio::AccountStatus::closed,
                               .cash = row.cash,
                               .reserved = row.reserved_cash};
    for (const auto& position : AccountsView::positions(db, row.id, "", all_positions)) {
        account.holdings[position.symbol.text] = {
            .held = position.quantity, .reserved = position.reserved_quantity, .incoming = {}, .cost = position.cost};
        account.selling += position.reserved_quantity;
    }
    return account;
}

Market market_of(store::Database& db, const Symbol& symbol) {
    Market market;
    if (const auto row = stock::StockView::instrument(db, symbol)) {
        learn(market, stock::Listed{symbol, row->name, row->currency});
        learn(market, stock::RulesSet{symbol, row->rules});
        if (row->status_since) learn(market, stock::StatusChanged{symbol, row->halted, row->halt_reason, *row->status_since});
    }
    if (const auto phase = stock::StockView::phase(db)) learn(market, *phase);
    if (const auto q = stock::StockView::quote(db, symbol))
        learn(market, stock::Quoted{symbol, {q->bid, q->ask, q->bid_size, q->ask_size, q->time}, q->received});
    return market;
}

std::optional<Price> price_now(const order::Place& place, const Market& market) {
    const auto* quoted = market.quote(place.symbol);
    if (quoted == nullptr) return std::nullopt;
    const bool buy = place.side == order::Side::buy;
    if ((buy ? quoted->quote.ask_size : quoted->quote.bid_size).zero()) return std::nullopt;
    return buy ? quoted->quote.ask : quoted->quote.bid;
}

/// How many shares it is about, at the price of now.
Quantity shares_of(const Preview& preview, const order::Place& place) {
    if (place.quantity || !preview.price) return place.quantity.value_or(Quantity{});
    return Quantity::of_units(multiply_divide(place.notional->units(), Quantity::one, preview.price->units()));
}

/// What the portfolio would say; both of its obstacles where the market and the money speak against the order.
void ask_portfolio(Preview& preview, const order::Placed& placed, const Market& market, const portfolio::Account& account,
                   const portfolio::Settings& settings) {
    for (const auto& command : portfolio::react(order::Fact{placed}, market, settings)) {
        auto reserve = std::get<portfolio::Reserve>(command);
        if (reserve.trouble) {
            preview.refusals.push_back({reserve.trouble->code, reserve.trouble->reason});
            return;
        }
        preview.protection = reserve.protection;
        const auto decision = portfolio::decide(account, reserve, {"preview", placed.actor, placed.time});
        if (!decision) {
            preview.refusals.push_back({decision.error().code, decision.error().reason});
            continue;
        }
        for (const auto& happened : *decision)
            if (const auto* reserved = std::get_if<portfolio::Reserved>(&happened.fact)) {
                preview.reserved = reserved->cash;
                preview.buying_power_after = preview.buying_power - reserved->cash;
            }
    }
}
}  // namespace

std::optional<Problem> preview_order(Call& call) {
    const auto request = body_of<PlaceOrder>(call, call.worker.document);
    if (!request) return request.error();
    const auto id = own_account(call, request->account);
    if (!id) return id.error();
    const auto accounts = call.worker.models.open(Model::accounts);
    if (!accounts) return accounts.error();
    const auto row = AccountsView::account(**accounts, *id);
    if (!row) return not_found("account");
    const auto account = account_of(**accounts, *row);
    const auto stocks = call.worker.models.open(Model::stock);
    if (!stocks) return stocks.error();
    const auto market = market_of(**stocks, request->symbol);

    const auto place = command_of(*request);
    Preview preview;
    preview.buying_power = row->buying_power;
    preview.price = price_now(place, market);
    const auto now = Instant::now();
    const auto decision = order::decide(order::Order{}, place, {"preview", row->owner, now});
    if (!decision) {
        preview.refusals.push_back({decision.error().code, decision.error().reason});
    } else {
        const auto& placed = std::get<order::Placed>(decision->front().fact);
        const auto& settings = call.worker.backend.settings;
        ask_portfolio(preview, placed, market, account,
                      {settings.collar_basis_points, settings.quote_max_age_seconds, settings.fees});
        if (place.notional) preview.value = *place.notional;
        else if (preview.price) preview.value = value_of(*preview.price, *place.quantity);
        if (preview.value) preview.fees = portfolio::fee_of(settings.fees, shares_of(preview, place), *preview.value);
    }
    preview.acceptable = preview.refusals.empty();
    answer_one(call, json::write(preview));
    return std::nullopt;
}

}  // namespace andvari::gateway
